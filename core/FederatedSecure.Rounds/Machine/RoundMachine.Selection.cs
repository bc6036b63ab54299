using System.Collections.Immutable;
using FederatedSecure.Numerics;

namespace FederatedSecure.Rounds.Machine;

public static partial class RoundMachine
{
    private static Transition Select(JobState state, JobEvent.SitesAvailable available, TimeSpan now)
    {
        if (state.Phase != JobPhase.Waiting || now < state.NotBefore)
        {
            return Unchanged(state);
        }

        var leftOut = LeftOut(state, available.Sites);
        available = available with { Sites = available.Sites.Except(leftOut.Keys) };
        var (spec, count) = (state.Spec, available.Sites.Count);
        if (count >= spec.Cohort.Size)
        {
            return Open(state, Draw(available, spec.Cohort.Invited), leftOut, now);
        }

        if (count < spec.MinimumReports)
        {
            var others = leftOut.IsEmpty ? "" : $", and {leftOut.Count} more that {(leftOut.Count == 1 ? "is" : "are")} left out as suspicious";
            return Wait(state, shortHandedSince: null, $"waits for sites: {count} of {spec.MinimumReports} are there{others}");
        }

        // Enough to publish, fewer than wanted: gives the others one lease to turn up, then goes on without them.
        var since = state.ShortHandedSince ?? now;
        return now - since >= spec.Lease
            ? Open(state, Draw(available, count), leftOut, now)
            : Wait(state, since, $"waits for more sites: {count} of {spec.Cohort.Size} are there");
    }

    private static Transition Wait(JobState state, TimeSpan? shortHandedSince, string reason) =>
        state.Reason == reason && state.ShortHandedSince == shortHandedSince && state.NotBefore == TimeSpan.Zero
            ? Unchanged(state)
            : Changed(state with { Reason = reason, ShortHandedSince = shortHandedSince, NotBefore = TimeSpan.Zero });

    /// <summary>A uniformly random choice among the available sites that follows from the event's seed.</summary>
    private static IEnumerable<SiteId> Draw(JobEvent.SitesAvailable available, int count)
    {
        var sites = available.Sites.ToArray();
        new SeededRandomSource(available.Seed).Shuffle(sites.AsSpan());
        return sites.Take(count);
    }

    private static Transition Open(JobState state, IEnumerable<SiteId> cohort, ImmutableSortedDictionary<SiteId, string> leftOut, TimeSpan now)
    {
        var invited = new SiteState { Outcome = SiteOutcome.Invited, LeaseEndsAt = now + state.Spec.Lease };
        var round = new RoundState
        {
            Round = state.PublishedRounds + 1,
            Attempt = state.AbandonedInARow + 1,
            OpenedAt = now,
            DeadlineAt = now + state.Spec.Deadline,
            Sites = cohort.ToImmutableSortedDictionary(site => site, _ => invited),
            LeftOut = leftOut,
        };
        return Changed(Move(state, JobPhase.Collecting) with { Current = round, ShortHandedSince = null });
    }
}
