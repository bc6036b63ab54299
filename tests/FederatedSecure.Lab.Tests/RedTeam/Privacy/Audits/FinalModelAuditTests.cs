using FederatedSecure.Lab.RedTeam.Privacy.Audits;
using FederatedSecure.Lab.RedTeam.Privacy.Membership;
using FederatedSecure.Numerics;

namespace FederatedSecure.Lab.Tests.RedTeam.Privacy.Audits;

public class FinalModelAuditTests
{
    [Fact]
    public void LowerBound_ScoresWithoutMeaning_IsAlmostAlwaysNothing()
    {
        var random = new SeededRandomSource(3);
        const int audits = 200;
        var above = 0;
        for (var audit = 0; audit < audits; audit++)
        {
            above += FinalModelAudit.LowerBound(Scores(random, 300, 200, 0), 1e-5, (ulong)audit).Epsilon > 0 ? 1 : 0;
        }

        Assert.InRange(above, 0, (0.05 * audits) + (3 * Math.Sqrt(audits * 0.05 * 0.95)));
    }

    [Fact]
    public void LowerBound_MembersThatStandOut_RefutesASmallEpsilon()
    {
        var (epsilon, canaries) = FinalModelAudit.LowerBound(Scores(new SeededRandomSource(3), 1000, 1000, 30), 0, 1);

        // All guesses right, at a quarter of 5 %: q^r = 0.0125, and twice ε for a record that is replaced. Of 40 % of the canaries all
        // guesses are right; were they right of all canaries, the bound would be the upper one.
        Assert.InRange(canaries, 1700, 2000);
        Assert.InRange(epsilon, AllRight(2 * (int)(0.2 * canaries)) - 1e-6, AllRight(canaries) + 1e-6);

        static double AllRight(int guesses) => -Math.Log(Math.Pow(0.0125, -1.0 / guesses) - 1) / 2;
    }

    private static MembershipScores Scores(SeededRandomSource random, int members, int others, double shift) => new(
        [.. Enumerable.Range(0, members).Select(_ => shift + random.NextGaussian())], [.. Enumerable.Range(0, others).Select(_ => random.NextGaussian())]);
}
