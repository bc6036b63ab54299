using FederatedSecure.Numerics;
using FederatedSecure.Privacy.Tests.Support;

namespace FederatedSecure.Privacy.Tests.Distributed;

public sealed class SkellamSamplerTests
{
    private const int Draws = 100_000;

    [Theory]
    [InlineData(0.1)]
    [InlineData(2)]
    [InlineData(19.9)]
    [InlineData(20)]
    [InlineData(500)]
    public void Next_ManyValues_FollowTheProbabilities(double variance)
    {
        var probabilities = Skellam(variance);
        var values = new long[Draws];

        new SkellamSampler(variance, new SeededRandomSource(1)).Fill(values);

        // Excess kurtosis 1/μ.
        var deviation = Math.Sqrt(variance / Draws);
        Assert.InRange(values.Average(), -5 * deviation, 5 * deviation);
        Assert.Equal(variance, values.Average(x => (double)x * x), 5 * variance * Math.Sqrt((2 + (1 / variance)) / Draws));
        Assert.InRange(ChiSquare.Deviations(values, x => probabilities[Math.Abs(x)], probabilities.Length - 1), -5, 5);
    }

    [Fact]
    public void Next_SumsOfShares_AreOneSkellamOfTheSum()
    {
        var sampler = new SkellamSampler(0.7, new SeededRandomSource(2));
        var sums = new long[Draws];
        foreach (ref var sum in sums.AsSpan())
        {
            sum = sampler.Next() + sampler.Next() + sampler.Next() + sampler.Next();
        }

        var probabilities = Skellam(2.8);
        Assert.InRange(ChiSquare.Deviations(sums, x => probabilities[Math.Abs(x)], probabilities.Length - 1), -5, 5);
    }

    [Fact]
    public void Next_LargestVariance_HasIt()
    {
        var values = new long[5000];

        new SkellamSampler(1e12, new SeededRandomSource(3)).Fill(values);

        Assert.Equal(1, values.Average(x => x / 1e6 * (x / 1e6)), 5 * Math.Sqrt(2.0 / values.Length));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    [InlineData(double.NaN)]
    [InlineData(double.PositiveInfinity)]
    [InlineData(1.1e12)]
    public void Create_OutsideTheRange_IsAnError(double variance) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => new SkellamSampler(variance, new SeededRandomSource(1)));

    /// <summary>P(k) = Σ_j p(j + k)·p(j) for k ≥ 0, with Poisson probabilities p of mean μ/2 by their recurrence from the mode.</summary>
    private static double[] Skellam(double variance)
    {
        var mean = variance / 2;
        var length = (int)(mean + (12 * Math.Sqrt(mean)) + 30);
        var poisson = new double[length];
        var mode = (int)mean;
        poisson[mode] = 1;
        for (var k = mode + 1; k < length; k++)
        {
            poisson[k] = poisson[k - 1] * mean / k;
        }

        for (var k = mode - 1; k >= 0; k--)
        {
            poisson[k] = poisson[k + 1] * (k + 1) / mean;
        }

        var sum = poisson.Sum();
        return [.. Enumerable.Range(0, length).Select(k => Enumerable.Range(0, length - k).Sum(j => poisson[j + k] / sum * (poisson[j] / sum)))];
    }
}
