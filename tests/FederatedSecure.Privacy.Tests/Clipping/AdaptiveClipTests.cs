using CsCheck;

namespace FederatedSecure.Privacy.Tests.Clipping;

public sealed class AdaptiveClipTests
{
    [Fact]
    public void Next_Example_IsTheOneOfTheDocumentation()
    {
        Assert.Equal(Math.Exp(-0.1), AdaptiveClip.Next(1, 1, 0.5, 0.2, geometric: true), 1e-15);
        Assert.Equal(0.904837, AdaptiveClip.Next(1, 1, 0.5, 0.2, geometric: true), 1e-6);
        Assert.Equal(0.9, AdaptiveClip.Next(1, 1, 0.5, 0.2, geometric: false), 1e-15);
    }

    [Fact]
    public void Next_FractionAtTheQuantile_LeavesTheClip()
    {
        Assert.Equal(3, AdaptiveClip.Next(3, 0.7, 0.7, 0.2, geometric: true));
        Assert.Equal(3, AdaptiveClip.Next(3, 0.7, 0.7, 0.2, geometric: false));
    }

    [Theory]
    [InlineData(0.1)]
    [InlineData(0.5)]
    [InlineData(0.9)]
    public void Next_ManyStepsOverTheSameNorms_EndsAtTheirQuantile(double quantile)
    {
        double[] norms = [.. Enumerable.Range(1, 1000).Select(i => i / 100.0)];
        foreach (var start in (double[])[0.01, 50])
        {
            var clip = start;
            for (var step = 0; step < 2000; step++)
            {
                clip = AdaptiveClip.Next(clip, (double)AdaptiveClip.Unclipped(norms, clip) / norms.Length, quantile, 0.2, geometric: true);
            }

            Assert.Equal(10 * quantile, clip, 0.05);
        }
    }

    [Fact]
    public void Unclipped_NormsAtTheClip_AreNotClipped() => Assert.Equal(2, AdaptiveClip.Unclipped([0.5, 1, 1.0000001, double.NaN, double.PositiveInfinity], 1));

    [Fact]
    public void NoiseMultiplierOfSum_AnyNoise_CostsTogetherWhatWasAsked() => Gen.Select(Gen.Double[0.1, 10], Gen.Double[1.001, 100]).Sample((z, factor) =>
    {
        // Two Gaussians, of sensitivities 1 and ½: their 1/σ² add up.
        var count = z / 2 * factor;

        var sum = AdaptiveClip.NoiseMultiplierOfSum(z, count);

        Assert.Equal(1 / (z * z), (1 / (sum * sum)) + (1 / (4 * count * count)), 1e-12 / (z * z));
        Assert.True(sum > z);
    });

    [Fact]
    public void Next_LinearRuleBelowZero_IsAnErrorThatSaysWhatToDo()
    {
        var error = Assert.Throws<ArgumentException>(() => AdaptiveClip.Next(0.05, 1, 0.5, 0.2, geometric: false));

        Assert.Contains("take a smaller learning rate, or the geometric rule", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0, 0.5, 0.5, 0.2)]
    [InlineData(double.NaN, 0.5, 0.5, 0.2)]
    [InlineData(1, 0.5, -0.1, 0.2)]
    [InlineData(1, 0.5, 1.1, 0.2)]
    [InlineData(1, 0.5, double.NaN, 0.2)]
    [InlineData(1, 0.5, 0.5, -1)]
    [InlineData(1, double.NaN, 0.5, 1)]
    [InlineData(1, -1e6, 0.5, 1)]
    public void Next_OutsideTheRanges_IsAnError(double clip, double fraction, double quantile, double rate) =>
        Assert.ThrowsAny<ArgumentException>(() => AdaptiveClip.Next(clip, fraction, quantile, rate, geometric: true));

    [Theory]
    [InlineData(1, 0.5)]
    [InlineData(1, 0.4)]
    [InlineData(0, 1)]
    [InlineData(1, 0)]
    [InlineData(1, double.NaN)]
    public void NoiseMultiplierOfSum_NothingLeft_IsAnError(double z, double count) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => AdaptiveClip.NoiseMultiplierOfSum(z, count));
}
