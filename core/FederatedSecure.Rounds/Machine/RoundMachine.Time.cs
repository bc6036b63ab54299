using System.Collections.Immutable;

namespace FederatedSecure.Rounds.Machine;

public static partial class RoundMachine
{
    private static Transition PassTime(JobState state, TimeSpan now)
    {
        if (state.Phase == JobPhase.Unmasking)
        {
            return PassTimeForHolders(state, now);
        }

        if (state.Phase is not (JobPhase.Collecting or JobPhase.Evaluating))
        {
            return Unchanged(state);
        }

        var round = state.Current!;
        var overdue = now >= round.DeadlineAt;
        var sites = round.Sites;
        foreach (var (id, site) in round.Sites)
        {
            if (site.IsOpen && (overdue || now >= site.LeaseEndsAt))
            {
                sites = sites.SetItem(id, site with
                {
                    Outcome = SiteOutcome.Late,
                    Reason = overdue ? "was not ready at the deadline" : $"gave no sign of life for {state.Spec.Lease:c}",
                });
            }
        }

        return ReferenceEquals(sites, round.Sites)
            ? Unchanged(state)
            : CloseIfDone(state with { Current = round with { Sites = sites } }, now);
    }

    /// <summary>Ends the attempt if there is nothing left to wait for.</summary>
    private static Transition CloseIfDone(JobState state, TimeSpan now)
    {
        var round = state.Current!;
        var reports = round.Reports;
        var open = round.Sites.Values.Count(site => site.IsOpen);
        if (state.Phase == JobPhase.Evaluating)
        {
            return open > 0 ? Changed(state)
                : state.Spec.Encryption is { } encryption && reports >= encryption.BucketSize ? StartUnmasking(state, now)
                : EndEvaluation(state);
        }

        if (reports < state.Spec.Cohort.Size && open > 0 && reports + open >= state.Spec.MinimumReports)
        {
            return Changed(state);
        }

        if (reports < state.Spec.MinimumReports)
        {
            return Abandon(state, $"{reports} of at least {state.Spec.MinimumReports} reports: {Tally(round.Sites)}", now);
        }

        var released = Release(state, $"{reports} others had reported before it did");
        if (state.Spec.Encryption is not null)
        {
            return StartUnmasking(released, now);
        }

        var closed = Move(released, JobPhase.Aggregating);
        return Changed(closed, AggregateEffect(closed));
    }

    /// <summary>Lets go of the sites that are still at work.</summary>
    private static JobState Release(JobState state, string reason)
    {
        var round = state.Current!;
        var sites = round.Sites;
        foreach (var (id, site) in round.Sites)
        {
            if (site.IsOpen)
            {
                sites = sites.SetItem(id, site with { Outcome = SiteOutcome.NotNeeded, Reason = reason });
            }
        }

        return state with { Current = round with { Sites = sites } };
    }

    private static string Tally(ImmutableSortedDictionary<SiteId, SiteState> sites) => string.Join(
        ", ",
        sites.Values.GroupBy(site => site.Outcome).OrderBy(group => group.Key).Select(group => $"{group.Count()} {Words(group.Key)}"));

    private static string Words(SiteOutcome outcome) => outcome switch
    {
        SiteOutcome.Invited => "without an answer",
        SiteOutcome.NotNeeded => "not needed",
        _ => outcome.ToString().ToLowerInvariant(),
    };
}
