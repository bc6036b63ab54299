using CsCheck;

namespace FederatedSecure.Privacy.Tests.Distributed;

public sealed class DiscreteGaussianTests
{
    [Fact]
    public void Probability_Example_IsTheOneOfTheDocumentation()
    {
        var distribution = new DiscreteGaussian(1);

        Assert.Equal(0.398942280, distribution.Probability(0), 2e-9);
        Assert.Equal(0.241970724, distribution.Probability(1), 2e-9);
        Assert.Equal(0.999999789, distribution.Variance, 1e-9);
    }

    [Theory]
    [InlineData(0.1)]
    [InlineData(0.37)]
    [InlineData(1.5)]
    [InlineData(20)]
    public void Probability_AllValues_AddUpToOneWithTheVariance(double sigma)
    {
        var distribution = new DiscreteGaussian(sigma);
        var reach = (int)Math.Ceiling(40 * sigma) + 2;
        var values = Enumerable.Range(-reach, (2 * reach) + 1).ToArray();

        Assert.Equal(1, values.Sum(x => distribution.Probability(x)), 1e-13);
        Assert.Equal(distribution.Variance, values.Sum(x => distribution.Probability(x) * x * x), 1e-12 * sigma * sigma);

        // Proposition 21 of Canonne, Kamath and Steinke: at most σ².
        Assert.InRange(distribution.Variance, 0, sigma * sigma * (1 + 1e-15));
        Assert.Equal(distribution.Probability(3), distribution.Probability(-3));
    }

    [Fact]
    public void Normalization_LargeSigma_IsPoissonSummation()
    {
        // Σ e^(−x²/2σ²) = √(2πσ²)·(1 + 2·Σ e^(−2π²σ²k²)).
        foreach (var sigma in (double[])[0.3, 0.5, 1, 3, 1000])
        {
            var sum = Enumerable.Range(1, 100).Sum(k => Math.Exp(-2 * Math.PI * Math.PI * sigma * sigma * k * k));
            Assert.Equal(1 / (Math.Sqrt(2 * Math.PI) * sigma * (1 + (2 * sum))), new DiscreteGaussian(sigma).Probability(0), 1e-13 / sigma);
        }
    }

    [Fact]
    public void Delta_AnyParameters_IsTheSumOverAllOutcomes() => Gen.Select(Gen.Double[0.3, 15], Gen.Double[0, 6], Gen.Long[1, 12]).Sample((sigma, epsilon, sensitivity) =>
    {
        var distribution = new DiscreteGaussian(sigma);
        var reach = (long)(30 * sigma) + 20 + sensitivity;
        var expected = 0.0;
        for (var y = -reach; y <= reach; y++)
        {
            expected += Math.Max(0, distribution.Probability(y - sensitivity) - (Math.Exp(epsilon) * distribution.Probability(y)));
        }

        Assert.Equal(expected, distribution.Delta(epsilon, sensitivity), 1e-12);
    });

    [Theory]
    [InlineData(10, 1, 1)]
    [InlineData(100, 0.1, 10)]
    [InlineData(1e5, 3, 200_000)]
    public void Delta_ManyWholeNumbers_IsTheOneOfTheGaussian(double sigma, double epsilon, long sensitivity)
    {
        var gaussian = AnalyticGaussian.Delta(sigma, sensitivity, epsilon);

        // The paper's point: the discrete one is as private as the continuous one, but for the width of a step.
        Assert.Equal(gaussian, new DiscreteGaussian(sigma).Delta(epsilon, sensitivity), 0.2 / sigma);
    }

    [Theory]
    [InlineData(1e-3, 1, 1, 1)]
    [InlineData(1e-200, 0, 1, 1)]
    [InlineData(1, 1e300, 1, 0)]
    [InlineData(5, 700, 1, 0)]
    [InlineData(1, 0, 1_000_000_000_000, 1)]
    [InlineData(1, 1, 1_000_000_000_000_000, 1)]
    [InlineData(1e6, 0, 1, 4e-7)]
    public void Delta_ExtremeParameters_IsTheLimit(double sigma, double epsilon, long sensitivity, double expected) =>
        Assert.Equal(expected, new DiscreteGaussian(sigma).Delta(epsilon, sensitivity), 1e-8);

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    [InlineData(double.NaN)]
    [InlineData(double.PositiveInfinity)]
    [InlineData(1e7)]
    public void Create_ImpossibleSigma_IsAnError(double sigma) => Assert.Throws<ArgumentOutOfRangeException>(() => new DiscreteGaussian(sigma));

    [Theory]
    [InlineData(-1, 1)]
    [InlineData(double.NaN, 1)]
    [InlineData(1, 0)]
    [InlineData(1, -5)]
    [InlineData(1, long.MaxValue)]
    public void Delta_OutsideTheRanges_IsAnError(double epsilon, long sensitivity) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => new DiscreteGaussian(1).Delta(epsilon, sensitivity));
}
