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

    public static TheoryData<string, int, int, double, bool> WiderConditions
    {
        get
        {
            var data = new TheoryData<string, int, int, double, bool>();
            foreach (var attack in new[] { "alie", "min-max", "foe", "none", "sign-flip", "ipm-0.1" })
            {
                data.Add(attack, 6, 3, 0.33, false);
                data.Add(attack, 6, 3, 0, false);
                data.Add(attack, 6, 5, 0.33, false);
                data.Add(attack, 9, 3, 0.33, false);
                data.Add(attack, 6, 3, 0.33, true);
            }

            return data;
        }
    }

    [Theory]
    [InlineData("foe")]
    [InlineData("alie")]
    [InlineData("min-max")]
    public void Reputation_SixOfSixtyAttack_LeavesAllOutByRoundTwentyAndHardlyAnybodyElse(string attack)
    {
        var results = Enumerable.Range(1, Seeds).Select(seed => Run(new PoisonedSettings(attack, (ulong)seed))).ToArray();

        Assert.True(results.Count(result => result.Attackers == 6) >= 0.95 * Seeds);
        Assert.True(results.Sum(result => result.Honest) <= 0.01 * Seeds * (PoisonedFederation.Sites - 6));
    }

    [Theory]
    [InlineData("none")]
    [InlineData("sign-flip")]
    public void Reputation_NobodyToBeFound_LeavesHardlyAnybodyOut(string attack)
    {
        var results = Enumerable.Range(1, Seeds / 2).Select(seed => Run(new PoisonedSettings(attack, (ulong)seed))).ToArray();

        Assert.True(results.Sum(result => result.Honest) <= 0.01 * results.Length * (PoisonedFederation.Sites - 6));
    }

    /// <summary>Prints the table of docs/threat-model.md. Explicit, as it takes minutes: run with -explicit only.</summary>
    [Theory(Explicit = true)]
    [MemberData(nameof(WiderConditions))]
    public void Reputation_WiderConditions_AreMeasured(string attack, int attackers, int bucketSize, double similarity, bool loud)
    {
        var runs = Enumerable.Range(1, Seeds).Select(seed => Follow(new PoisonedSettings(attack, (ulong)seed, attackers, bucketSize, similarity, loud), 60).ToArray()).ToArray();
        foreach (var round in new[] { 20, 40, 60 })
        {
            var results = runs.Select(run => run[round - 1]).ToArray();
            TestContext.Current.TestOutputHelper!.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"{attack} m={attackers} k={bucketSize} γ={similarity} loud={loud}, by round {round}: all found in {results.Count(result => result.Attackers == attackers)} of {Seeds}, attackers {results.Sum(result => result.Attackers)}/{Seeds * attackers}, honest {results.Sum(result => result.Honest)}/{Seeds * (PoisonedFederation.Sites - attackers)}"));
        }
    }

    private static (int Attackers, int Honest) Run(PoisonedSettings settings) => Follow(settings, Rounds).Last();

    /// <summary>How many have been left out so far, after every round.</summary>
    private static IEnumerable<(int Attackers, int Honest)> Follow(PoisonedSettings settings, int rounds)
    {
        var options = new ReputationOptions();
        var federation = new PoisonedFederation(settings, options.Smoothing);
        var (state, leftOut) = (ReputationState.Empty, new HashSet<int>());
        for (var round = 1; round <= rounds; round++)
        {
            int[] cohort = [.. Enumerable.Range(0, PoisonedFederation.Sites).Where(site => state.TakesPart(Name(site), round))];
            var (buckets, scores) = federation.Round(cohort);
            ImmutableArray<ImmutableArray<string>> members = [.. buckets.Select(bucket => bucket.Select(Name).ToImmutableArray())];
            var step = SiteReputations.Observe(state, ObservedRound.Of(round, members, scores), options);
            state = step.State;
            leftOut.UnionWith(step.Changes.Where(change => change.To is Standing.Quarantined or Standing.Excluded).Select(change => Number(change.Site)));
            yield return (leftOut.Count(federation.AttackingSites.Contains), leftOut.Count(site => !federation.AttackingSites.Contains(site)));
        }
    }

    private static string Name(int site) => site.ToString("D2", CultureInfo.InvariantCulture);

    private static int Number(string name) => int.Parse(name, CultureInfo.InvariantCulture);
}
