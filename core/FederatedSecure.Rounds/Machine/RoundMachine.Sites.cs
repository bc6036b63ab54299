namespace FederatedSecure.Rounds.Machine;

public static partial class RoundMachine
{
    /// <summary>The site works. If it had been silent for too long, it is back.</summary>
    private static Transition SignOfLife(JobState state, SiteId id, TimeSpan now)
    {
        if (state.Phase == JobPhase.Unmasking)
        {
            return HolderLives(state, id, now);
        }

        var site = state.Current!.Sites[id];
        switch (site.Outcome)
        {
            case SiteOutcome.Working when now + state.Spec.Lease - site.LeaseEndsAt < state.Spec.Lease / 10:
                // A lease that would hardly move is left alone, so that a talkative site does not fill the event log.
                return Unchanged(state);
            case SiteOutcome.Invited or SiteOutcome.Working or SiteOutcome.Late when state.Phase != JobPhase.Aggregating:
                return Changed(Set(state, id, site with { Outcome = SiteOutcome.Working, Reason = "", LeaseEndsAt = now + state.Spec.Lease }));
            case SiteOutcome.Reported:
                return Unchanged(state);
            case SiteOutcome.Refused or SiteOutcome.Failed or SiteOutcome.Quarantined:
                return Reject(state, Rejection.AlreadyAnswered);
            default:
                return Reject(state, Rejection.RoundClosed);
        }
    }

    /// <summary>The site drops out with a reason.</summary>
    private static Transition Answer(JobState state, SiteId id, SiteOutcome outcome, string reason, TimeSpan now)
    {
        var site = state.Current!.Sites[id];
        if (site.Outcome == outcome)
        {
            return Unchanged(state);
        }

        if (state.Phase is JobPhase.Aggregating or JobPhase.Unmasking || site.Outcome == SiteOutcome.NotNeeded)
        {
            return Reject(state, Rejection.RoundClosed);
        }

        return site.IsOpen || site.Outcome == SiteOutcome.Late
            ? CloseIfDone(Set(state, id, site with { Outcome = outcome, Reason = reason }), now)
            : Reject(state, Rejection.AlreadyAnswered);
    }

    private static Transition Report(JobState state, JobEvent.UpdateCommitted committed, TimeSpan now)
    {
        var site = state.Current!.Sites[committed.Site];
        if (site.Outcome == SiteOutcome.Reported)
        {
            return site.Update == committed.Update ? Unchanged(state) : Reject(state, Rejection.AlreadyAnswered);
        }

        // Behind encryption an evaluation is an update like any other: figures that are only seen as sums.
        var isTaken = state.Phase == JobPhase.Collecting || (state.Phase == JobPhase.Evaluating && state.Spec.Encryption is not null);
        if (!isTaken || site.Outcome == SiteOutcome.NotNeeded)
        {
            return Reject(state, Rejection.RoundClosed);
        }

        if (!site.IsOpen && site.Outcome != SiteOutcome.Late)
        {
            return Reject(state, Rejection.AlreadyAnswered);
        }

        return CloseIfDone(
            Set(state, committed.Site, site with
            {
                Outcome = SiteOutcome.Reported,
                Reason = "",
                Update = committed.Update,
                Bytes = committed.Bytes,
                Summary = committed.Summary,
                Privacy = committed.Privacy,
            }),
            now);
    }

    /// <summary>A member no more: out of the open attempt, its update too, unless that is being aggregated already.</summary>
    private static Transition Revoke(JobState state, SiteId id, TimeSpan now)
    {
        if (state.Phase == JobPhase.Unmasking)
        {
            return state.Current!.Holders.ContainsKey(id)
                ? Unmask(state, id, new HolderState(HolderOutcome.Lost, Reason: Because("site.revoked", "its membership was revoked")), now)
                : Unchanged(state);
        }

        if (state.Current is not { } round
            || state.Phase == JobPhase.Aggregating
            || !round.Sites.TryGetValue(id, out var site)
            || site.Outcome is SiteOutcome.Refused or SiteOutcome.Failed)
        {
            return Unchanged(state);
        }

        return CloseIfDone(
            Set(state, id, new SiteState { Outcome = SiteOutcome.Failed, Reason = Because("site.revoked", "its membership was revoked"), Bytes = site.Bytes }),
            now);
    }

    private static JobState Set(JobState state, SiteId id, SiteState site) =>
        state with { Current = state.Current! with { Sites = state.Current.Sites.SetItem(id, site) } };
}
