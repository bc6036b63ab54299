using FederatedSecure.Statistics.Moments;

namespace FederatedSecure.Statistics.Tests.Moments;

public class QuantileTests
{
    /// <summary>R: quantile(c(7, 1, 3, 10), type = 7).</summary>
    [Theory]
    [InlineData(0, 1)]
    [InlineData(0.25, 2.5)]
    [InlineData(0.5, 5)]
    [InlineData(0.75, 7.75)]
    [InlineData(1, 10)]
    public void Of_Levels_InterpolatesBetweenOrderStatistics(double level, double expected) =>
        Assert.Equal(expected, Quantile.Of([7, 1, 3, 10], level), 1e-12);

    [Fact]
    public void Of_Infinities_IsNeverNaN()
    {
        Assert.Equal(double.NegativeInfinity, Quantile.Of([double.NegativeInfinity, double.NegativeInfinity, 3], 0.3));
        Assert.Equal(double.PositiveInfinity, Quantile.Of([1, double.PositiveInfinity], 0.5));
    }
}
