using FederatedSecure.Adversary.Poisoning;
using FederatedSecure.Adversary.Tests.Support;
using FederatedSecure.Numerics;

namespace FederatedSecure.Adversary.Tests.Poisoning;

public sealed class PlainAttackTests
{
    [Fact]
    public void SignFlip_ExampleOfTheDocumentation_IsTheOppositeOfTheMean() => Assert.Equal([-4, -5, -6], Updates.Single(new SignFlip(), Updates.Three));

    [Fact]
    public void SignFlip_OneSiteAlone_SendsTheOppositeOfItsOwn() =>
        Assert.Equal([[-2.0, 6.0]], new SignFlip(scale: 2).Poison(PoisonContext.OfSite([1, -3])));

    [Theory]
    [InlineData(0.0)]
    [InlineData(double.PositiveInfinity)]
    [InlineData(double.NaN)]
    public void ConstantVector_AnyNumber_FillsEveryCoordinate(double value) =>
        Assert.Equal([value, value, value], Updates.Single(new ConstantVector(value), new PoisonContext(3, [])));

    [Fact]
    public void InnerProduct_ExampleOfTheDocumentation_IsMinusHalfTheMean() =>
        Assert.Equal([-2, -2.5, -3], Updates.Single(new InnerProductManipulation(0.5), Updates.Three));

    [Fact]
    public void Gaussian_ExampleOfTheDocumentation_IsTheMean() =>
        Assert.Equal([[3.0, 3.0]], new GaussianNoise(3, 0).Poison(new PoisonContext(2, []) { Random = new SeededRandomSource(1) }));

    [Fact]
    public void Gaussian_ManyCoordinates_HasTheMeanAndDeviationAskedFor()
    {
        var vectors = new GaussianNoise(-2, 5).Poison(new PoisonContext(20_000, []) { Attackers = 2, Random = new SeededRandomSource(7) });

        Assert.Equal(2, vectors.Length);
        Assert.NotEqual(vectors[0], vectors[1]);
        Assert.All(vectors, vector =>
        {
            // Five standard errors: 5/√20000 for the mean, 5/√40000 for the deviation.
            var mean = vector.Average();
            Assert.InRange(mean, -2 - 0.18, -2 + 0.18);
            Assert.InRange(Math.Sqrt(vector.Average(value => (value - mean) * (value - mean))), 5 - 0.13, 5 + 0.13);
        });
    }

    [Fact]
    public void Gaussian_WithoutDice_SaysThatASeedIsMissing() =>
        Assert.Contains("seed", Assert.Throws<ArgumentException>(() => new GaussianNoise().Poison(new PoisonContext(2, []))).Message, StringComparison.Ordinal);

    [Fact]
    public void FreeRider_ExampleOfTheDocumentation_IsThePreviousStep() =>
        Assert.Equal([0.5, -1], Updates.Single(new FreeRider(), new PoisonContext(2, []) { PreviousDelta = [0.5, -1] }));

    [Fact]
    public void FreeRider_FirstRoundWithoutNoise_SendsNothing() => Assert.Equal([0, 0], Updates.Single(new FreeRider(), new PoisonContext(2, [])));

    [Fact]
    public void FreeRider_LaterRounds_DrawTheSameNoiseSmaller()
    {
        double[] At(int round) => Assert.Single(new FreeRider(scale: 1, sigma: 8, decay: 2).Poison(
            new PoisonContext(3, []) { PreviousDelta = [1, 2, 3], Round = round, Random = new SeededRandomSource(3) }));

        // σ·t^(−2): a sixteenth in round 4.
        double[] first = At(1), fourth = At(4);
        Updates.Close([.. first.Select((value, j) => (j + 1) + ((value - (j + 1)) / 16))], fourth, 1e-12);
        Assert.NotEqual([1, 2, 3], fourth);
    }
}
