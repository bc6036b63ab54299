using System.Collections.Immutable;
using System.Globalization;
using FederatedSecure.Aggregation.Reputation;
using FederatedSecure.Aggregation.Tests.Support;

namespace FederatedSecure.Aggregation.Tests.Reputation;

/// <summary>
/// The promise, on a real learning problem: sixty sites with label skew, six of them attackers, buckets of three, and only bucket means
/// are seen. Window, threshold and smoothing were chosen on other seeds (1000 to 1019).
/// </summary>
public sealed class PoisonedFederationTests
{
    private const int Seeds = 20;
    private const int Rounds = 20;

    [Theory]
    [InlineData("foe")]
    [InlineData("alie")]
    [InlineData("min-max")]
    public void Reputation_SixOfSixtyAttack_LeavesAllOutByRoundTwentyAndHardlyAnybodyElse(string attack)
    {
        var results = Enumerable.Range(1, Seeds).Select(seed => Run(attack, (ulong)seed)).ToArray();

        Report(attack, results);
        Assert.True(results.Count(result => result.Attackers == PoisonedFederation.Attackers) >= 0.95 * Seeds);
        Assert.True(results.Sum(result => result.Honest) <= 0.01 * Seeds * (PoisonedFederation.Sites - PoisonedFederation.Attackers));
    }

    [Theory]
    [InlineData("none")]
    [InlineData("sign-flip")]
    public void Reputation_NobodyIsFound_LeavesHardlyAnybodyOut(string attack)
    {
        var results = Enumerable.Range(1, Seeds / 2).Select(seed => Run(attack, (ulong)seed)).ToArray();

        Report(attack, results);
        Assert.True(results.Sum(result => result.Honest) <= 0.01 * results.Length * (PoisonedFederation.Sites - PoisonedFederation.Attackers));
    }

    private static void Report(string attack, (int Attackers, int Honest)[] results) =>
        TestContext.Current.TestOutputHelper!.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{attack}: attackers left out {string.Join(' ', results.Select(result => result.Attackers))}, honest {string.Join(' ', results.Select(result => result.Honest))}"));

    private static (int Attackers, int Honest) Run(string attack, ulong seed)
    {
        var options = new ReputationOptions();
        var federation = new PoisonedFederation(attack, seed, options.Smoothing);
        var (state, leftOut) = (ReputationState.Empty, new HashSet<int>());
        for (var round = 1; round <= Rounds; round++)
        {
            int[] cohort = [.. Enumerable.Range(0, PoisonedFederation.Sites).Where(site => state.TakesPart(Name(site), round))];
            var (buckets, scores) = federation.Round(cohort);
            ImmutableArray<ImmutableArray<string>> members = [.. buckets.Select(bucket => bucket.Select(Name).ToImmutableArray())];
            var step = SiteReputations.Observe(state, ObservedRound.Of(round, members, scores), options);
            state = step.State;
            leftOut.UnionWith(step.Changes.Where(change => change.To is Standing.Quarantined or Standing.Excluded).Select(change => Number(change.Site)));
        }

        return (leftOut.Count(federation.AttackingSites.Contains), leftOut.Count(site => !federation.AttackingSites.Contains(site)));
    }

    private static string Name(int site) => site.ToString("D2", CultureInfo.InvariantCulture);

    private static int Number(string name) => int.Parse(name, CultureInfo.InvariantCulture);
}
