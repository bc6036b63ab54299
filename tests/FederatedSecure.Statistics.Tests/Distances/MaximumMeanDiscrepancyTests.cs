using FederatedSecure.Numerics;
using FederatedSecure.Statistics.Distances;

namespace FederatedSecure.Statistics.Tests.Distances;

public class MaximumMeanDiscrepancyTests
{
    /// <summary>Equations 3 and 5 of Gretton et al., written out.</summary>
    [Fact]
    public void Estimate_AnySamples_IsTheDoubleSum()
    {
        var (a, b) = (Sample(5, seed: 1, shift: 0), Sample(4, seed: 2, shift: 0.7));
        static double K(double[] x, double[] y) => Math.Exp(-x.Zip(y, (p, q) => (p - q) * (p - q)).Sum() / (2 * 1.5 * 1.5));

        var estimate = MaximumMeanDiscrepancy.Estimate(a, b, 1.5);

        var cross = a.SelectMany(x => b, K).Sum() * 2 / 20;
        Assert.Equal((a.SelectMany(x => a, K).Sum() / 25) + (b.SelectMany(x => b, K).Sum() / 16) - cross, estimate.Biased, 1e-12);
        Assert.Equal(
            ((a.SelectMany(x => a, K).Sum() - 5) / 20) + ((b.SelectMany(x => b, K).Sum() - 4) / 12) - cross, estimate.Unbiased, 1e-12);
    }

    /// <summary>Two points: 2 − 2·exp(−d²/2σ²).</summary>
    [Fact]
    public void Estimate_TwoPointMasses_HasTheClosedForm()
    {
        var estimate = MaximumMeanDiscrepancy.Estimate([[0.0], [0.0]], [[3.0], [3.0]], 2);

        Assert.Equal(2 - (2 * Math.Exp(-9.0 / 8)), estimate.Biased, 1e-12);
        Assert.Equal(estimate.Biased, estimate.Unbiased, 1e-12);
    }

    [Fact]
    public void Test_SameDistributionAndShifted_TellsThemApart()
    {
        var reference = Sample(60, seed: 3, shift: 0);

        var same = MaximumMeanDiscrepancy.Test(reference, Sample(60, seed: 4, shift: 0), 1.5, 99, new SeededRandomSource(5)).PValue;
        var shifted = MaximumMeanDiscrepancy.Test(reference, Sample(60, seed: 4, shift: 1.5), 1.5, 99, new SeededRandomSource(5)).PValue;

        Assert.True(same > 0.05);
        Assert.Equal(0.01, shifted, 1e-12);
    }

    /// <summary>Identical records everywhere: every deal is a tie, and a tie counts against a difference.</summary>
    [Fact]
    public void Test_ConstantRecords_PValueIsOne() => Assert.Equal(
        1, MaximumMeanDiscrepancy.Test([[1.0], [1.0], [1.0]], [[1.0], [1.0]], 1, 19, new SeededRandomSource(6)).PValue);

    /// <summary>Distances 1, 2, 3, 3, 5 and 6.</summary>
    [Fact]
    public void MedianDistance_KnownPoints_IsTheMedianOfAllPairs() =>
        Assert.Equal(3, MaximumMeanDiscrepancy.MedianDistance([[0.0], [1.0]], [[3.0], [6.0]]), 1e-12);

    private static double[][] Sample(int count, ulong seed, double shift)
    {
        var random = new SeededRandomSource(seed);
        return [.. Enumerable.Range(0, count).Select(_ => new[] { random.NextGaussian() + shift, random.NextGaussian() })];
    }
}
