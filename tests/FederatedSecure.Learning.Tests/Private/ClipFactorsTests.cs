using FederatedSecure.Learning.Private;
using FederatedSecure.Learning.Training;

namespace FederatedSecure.Learning.Tests.Private;

public sealed class ClipFactorsTests
{
    [Fact]
    public void Flat_ExampleOfTheDocumentation_IsWhatItSays()
    {
        var factors = new float[2];

        var within = ClipFactors.Flat([9, 36, 16, 64], 5, factors);

        Assert.Equal(1, within);
        Assert.Equal(1, factors[0], 2e-5f);
        Assert.Equal(0.5, factors[1], 1e-5f);
    }

    [Fact]
    public void PerLayer_EachLayer_KeepsToItsShare()
    {
        var factors = new float[4];

        // C/√2 = 4 a layer.
        ClipFactors.PerLayer([9, 36, 16, 64], 2, Math.Sqrt(32), factors);

        Assert.Equal([1, 4 / 6f, 1, 0.5f], factors, (a, b) => Math.Abs(a - b) < 2e-5);
    }

    [Fact]
    public void Flat_GradientOfZero_StaysAsItIs()
    {
        var factors = new float[1];

        Assert.Equal(1, ClipFactors.Flat([0], 1, factors));
        Assert.Equal(1, factors[0]);
    }

    [Theory]
    [InlineData(float.NaN)]
    [InlineData(float.PositiveInfinity)]
    public void Flat_NormThatIsNotFinite_IsRefused(float norm)
    {
        var factors = new float[2];

        Assert.Equal("training.not-finite", Assert.Throws<TrainingException>(() => ClipFactors.Flat([1, norm], 1, factors)).Code);
        Assert.Equal("training.not-finite", Assert.Throws<TrainingException>(() => ClipFactors.PerLayer([1, norm], 1, 1, factors)).Code);
    }
}
