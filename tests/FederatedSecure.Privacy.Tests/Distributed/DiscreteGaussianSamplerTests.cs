using FederatedSecure.Numerics;
using FederatedSecure.Privacy.Tests.Support;

namespace FederatedSecure.Privacy.Tests.Distributed;

public sealed class DiscreteGaussianSamplerTests
{
    private const int Draws = 100_000;

    [Theory]
    [InlineData(1, 16)]
    [InlineData(1, 2)]
    [InlineData(1, 1)]
    [InlineData(37, 10)]
    [InlineData(400, 1)]
    public void Next_ManyValues_FollowTheProbabilities(long numerator, long denominator)
    {
        var sigma = Math.Sqrt((double)numerator / denominator);
        var distribution = new DiscreteGaussian(sigma);
        var values = new long[Draws];

        new DiscreteGaussianSampler(numerator, denominator, new SeededRandomSource(1)).Fill(values);

        // The mean within five of its deviations, the variance within five of its (kurtosis of at most 3, or rare values).
        var kurtosis = Enumerable.Range(-400, 801).Sum(x => Math.Pow(x, 4) * distribution.Probability(x)) / Math.Pow(distribution.Variance, 2);
        Assert.InRange(values.Average(), -5 * Math.Sqrt(distribution.Variance / Draws), 5 * Math.Sqrt(distribution.Variance / Draws));
        Assert.Equal(1, values.Average(x => (double)x * x) / distribution.Variance, 5 * Math.Sqrt(kurtosis / Draws));
        Assert.InRange(ChiSquare.Deviations(values, distribution.Probability, 400), -5, 5);
    }

    [Fact]
    public void Next_LargestSigma_StaysExactInWholeNumbers()
    {
        // σ = 2^18: the largest products of the arithmetic, (|y|·d·t)² and 2·n·d·t², must not overflow 128 bits.
        const double sigma = 1 << 18;
        var values = new long[5000];

        new DiscreteGaussianSampler(DiscreteGaussianSampler.LargestNumerator, 1, new SeededRandomSource(2)).Fill(values);

        Assert.Equal(1, values.Average(x => x / sigma * (x / sigma)), 5 * Math.Sqrt(2.0 / values.Length));
        Assert.InRange(values.Average() / sigma, -5 / Math.Sqrt(values.Length), 5 / Math.Sqrt(values.Length));
    }

    [Fact]
    public void Next_LargestNumeratorAndDenominator_IsTheirQuotient()
    {
        const double sigma = 1 << 10;
        var values = new long[5000];

        new DiscreteGaussianSampler(DiscreteGaussianSampler.LargestNumerator, DiscreteGaussianSampler.LargestDenominator, new SeededRandomSource(3)).Fill(values);

        Assert.Equal(1, values.Average(x => x / sigma * (x / sigma)), 5 * Math.Sqrt(2.0 / values.Length));
    }

    [Fact]
    public void Next_SmallestSigma_IsAlwaysZero()
    {
        // P(±1) = 2·e^(−2^15): never.
        var values = new long[100];

        new DiscreteGaussianSampler(1, DiscreteGaussianSampler.LargestDenominator, new SeededRandomSource(4)).Fill(values);

        Assert.All(values, value => Assert.Equal(0, value));
    }

    [Fact]
    public void Fill_SameSeed_IsTheSameOnEveryMachine()
    {
        var (first, second) = (new long[50], new long[50]);

        new DiscreteGaussianSampler(9, 4, new SeededRandomSource(5)).Fill(first);
        new DiscreteGaussianSampler(9, 4, new SeededRandomSource(5)).Fill(second);

        Assert.Equal(first, second);
    }

    [Theory]
    [InlineData(0, 1)]
    [InlineData(1, 0)]
    [InlineData(-1, 1)]
    [InlineData((1L << 36) + 1, 1)]
    [InlineData(1, (1L << 16) + 1)]
    public void Create_OutsideTheRanges_IsAnError(long numerator, long denominator) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => new DiscreteGaussianSampler(numerator, denominator, new SeededRandomSource(1)));
}
