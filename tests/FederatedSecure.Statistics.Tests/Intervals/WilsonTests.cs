using FederatedSecure.Statistics.Intervals;

namespace FederatedSecure.Statistics.Tests.Intervals;

public class WilsonTests
{
    /// <summary>R: prop.test(x, n, correct = FALSE). The first has the closed form z²/(n + z²).</summary>
    [Theory]
    [InlineData(0, 10, 0.0, 0.2775328)]
    [InlineData(5, 10, 0.2365931, 0.7634069)]
    [InlineData(10, 10, 0.7224672, 1.0)]
    [InlineData(81, 263, 0.2552733, 0.3662135)]
    public void TwoSided_KnownValues_AreMet(long successes, long trials, double lower, double upper)
    {
        var interval = Wilson.TwoSided(successes, trials);

        Assert.Equal(lower, interval.Lower, 5e-5);
        Assert.Equal(upper, interval.Upper, 5e-5);
    }

    /// <summary>The definition: a bound is a p at which the score test is just rejected.</summary>
    [Fact]
    public void TwoSided_BothBounds_SolveTheScoreEquation()
    {
        var interval = Wilson.TwoSided(17, 60, 0.9);

        foreach (var p in new[] { interval.Lower, interval.Upper })
        {
            Assert.Equal(1.6448536269514722, Math.Abs((17.0 / 60) - p) / Math.Sqrt(p * (1 - p) / 60), 1e-9);
        }
    }
}
