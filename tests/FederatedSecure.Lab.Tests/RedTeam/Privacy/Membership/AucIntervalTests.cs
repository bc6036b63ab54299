using FederatedSecure.Lab.RedTeam.Privacy.Membership;
using FederatedSecure.Numerics;
using MathNet.Numerics.Distributions;

namespace FederatedSecure.Lab.Tests.RedTeam.Privacy.Membership;

public class AucIntervalTests
{
    [Fact]
    public void Of_ScoresOfTwoNormals_CoversTheirArea()
    {
        // N(1, 1) against N(0, 1): the area is Φ(1/√2).
        var truth = Normal.CDF(0, 1, 1 / Math.Sqrt(2));
        var random = new SeededRandomSource(7);
        const int runs = 400;
        var covered = 0;
        for (var run = 0; run < runs; run++)
        {
            double[] members = [.. Enumerable.Range(0, 60).Select(_ => 1 + random.NextGaussian())];
            double[] others = [.. Enumerable.Range(0, 80).Select(_ => random.NextGaussian())];
            var interval = AucInterval.Of(new MembershipScores(members, others));
            covered += interval.Lower <= truth && truth <= interval.Upper ? 1 : 0;
        }

        // 95 %, four deviations of a binomial to either side.
        Assert.InRange(covered, runs * (0.95 - (4 * Math.Sqrt(0.95 * 0.05 / runs))), runs * (0.95 + (4 * Math.Sqrt(0.95 * 0.05 / runs))));
    }

    [Fact]
    public void Of_ScoresWithoutOverlap_IsNoPoint()
    {
        // 10 pairs, all right: (α/2)^(1/10).
        var interval = AucInterval.Of(new MembershipScores([.. Enumerable.Range(20, 10).Select(i => (double)i)], [.. Enumerable.Range(0, 15).Select(i => (double)i)]));

        Assert.Equal(Math.Pow(0.025, 0.1), interval.Lower, 1e-9);
        Assert.Equal(1, interval.Upper);
    }
}
