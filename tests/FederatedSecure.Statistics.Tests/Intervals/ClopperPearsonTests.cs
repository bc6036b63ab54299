using CsCheck;
using FederatedSecure.Statistics.Intervals;

namespace FederatedSecure.Statistics.Tests.Intervals;

public class ClopperPearsonTests
{
    /// <summary>
    /// Closed forms: with no success the upper bound is 1 − (α/2)^(1/n), with nothing but successes the lower one is (α/2)^(1/n).
    /// The others solve the binomial tails, as R's binom.test does.
    /// </summary>
    [Theory]
    [InlineData(0, 10, 0.0, 0.30849710781876083)]
    [InlineData(10, 10, 0.69150289218123917, 1.0)]
    [InlineData(5, 10, 0.1870860, 0.8129140)]
    public void TwoSided_KnownValues_AreMet(long successes, long trials, double lower, double upper)
    {
        var interval = ClopperPearson.TwoSided(successes, trials);

        Assert.Equal(lower, interval.Lower, 1e-6);
        Assert.Equal(upper, interval.Upper, 1e-6);
    }

    [Fact]
    public void Bounds_AnyCounts_LeaveTheStatedTail()
    {
        Gen.Select(Gen.Int[1, 60], Gen.Int[0, 60], Gen.Double[0.001, 0.4]).Where((n, x, _) => x <= n).Sample((n, x, alpha) =>
        {
            var upper = ClopperPearson.UpperBound(x, n, alpha);
            var lower = ClopperPearson.LowerBound(x, n, alpha);

            Assert.True(x == n || Math.Abs(Tail(n, upper, 0, x) - alpha) < 1e-6);
            Assert.True(x == 0 || Math.Abs(Tail(n, lower, x, n) - alpha) < 1e-6);
        });
    }

    /// <summary>P(first ≤ X ≤ last) of a binomial, added up.</summary>
    private static double Tail(int n, double p, int first, int last)
    {
        var sum = 0.0;
        for (var k = first; k <= last; k++)
        {
            var choose = 1.0;
            for (var i = 1; i <= k; i++)
            {
                choose *= (double)(n - k + i) / i;
            }

            sum += choose * Math.Pow(p, k) * Math.Pow(1 - p, n - k);
        }

        return sum;
    }
}
