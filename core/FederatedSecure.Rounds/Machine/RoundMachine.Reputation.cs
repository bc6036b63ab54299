using System.Collections.Immutable;
using FederatedSecure.Aggregation.Reputation;

namespace FederatedSecure.Rounds.Machine;

public static partial class RoundMachine
{
    private static readonly ReputationOptions Reputation = new();

    /// <summary>What a published round tells about the sites in it.</summary>
    private static ReputationStep Observe(JobState state, JobEvent.ModelPublished published)
    {
        if (published.Merge is not { Alignment.IsDefaultOrEmpty: false } merge)
        {
            return new ReputationStep(state.Reputation, []);
        }

        var round = new ObservedRound(
            published.Round,
            [.. merge.Inputs.Select((input, index) => new ObservedBucket(
                [.. input.Sites.Select(site => site.Value)], merge.Alignment[index], merge.Spectral[index]))]);
        return SiteReputations.Observe(state.Reputation, round, Reputation);
    }

    /// <summary>Those of the available sites that do not take part in the next round, and why.</summary>
    private static ImmutableSortedDictionary<SiteId, string> LeftOut(JobState state, ImmutableSortedSet<SiteId> available) =>
        available
            .Where(site => !state.Reputation.TakesPart(site.Value, state.PublishedRounds + 1))
            .ToImmutableSortedDictionary(site => site, site => state.Reputation.Of(site.Value).InWords);

    /// <summary>The operator's word counts from the next round on; the open one goes on as it is.</summary>
    private static Transition Judge(JobState state, JobEvent.SiteJudged judged)
    {
        var (reputation, site, round) = (state.Reputation, judged.Site.Value, state.PublishedRounds + 1);
        var step = judged.Judgement switch
        {
            Judgement.Pardon => SiteReputations.Pardon(reputation, site, round, judged.Note),
            Judgement.Exclude => SiteReputations.Exclude(reputation, site, round, judged.Note),
            _ => SiteReputations.Reset(reputation, site, round, judged.Note),
        };
        return Changed(state with { Reputation = step.State });
    }
}
