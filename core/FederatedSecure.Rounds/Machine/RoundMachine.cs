using System.Collections.Immutable;
using FederatedSecure.Cryptography.Content;
using FederatedSecure.Rounds.Jobs;

namespace FederatedSecure.Rounds.Machine;

/// <summary>
/// The life of a job as a pure function: what was known, what happened and when, to what is known now and what is to be
/// done. No clock, no chance, no disk in here: time and random bits come in with the call and the events.
/// </summary>
/// <remarks>
/// Time is coordinator time: a duration that runs only while the coordinator does. The host stores each event that changed
/// the state before it performs the effects, so that after a crash the fold of the stored events and
/// <see cref="Pending"/> continue where it was.
/// </remarks>
public static partial class RoundMachine
{
    /// <summary>The state of a job that was just submitted.</summary>
    /// <param name="id">Its name.</param>
    /// <param name="spec">What is asked for.</param>
    /// <param name="initialModel">The model that the first round starts from.</param>
    public static JobState Start(JobId id, JobSpec spec, Digest initialModel) => new()
    {
        Id = id,
        Spec = spec,
        Phase = JobPhase.Waiting,
        CurrentModel = initialModel,
    };

    /// <summary>Takes an event into account.</summary>
    /// <param name="state">The state before.</param>
    /// <param name="event">What happened.</param>
    /// <param name="now">When, in coordinator time. Never earlier than at the last call.</param>
    public static Transition Apply(JobState state, JobEvent @event, TimeSpan now)
    {
        if (state.HasEnded)
        {
            return @event is JobEvent.OfAttempt ? Reject(state, Rejection.JobEnded) : Unchanged(state);
        }

        if (@event is JobEvent.OfAttempt ofAttempt
            && (state.Current is not { } current || current.Round != ofAttempt.Round || current.Attempt != ofAttempt.Attempt))
        {
            return Reject(state, Rejection.RoundClosed);
        }

        if (@event is JobEvent.OfSite ofSite && !state.Current!.Sites.ContainsKey(ofSite.Site))
        {
            return Reject(state, Rejection.NotInCohort);
        }

        return @event switch
        {
            JobEvent.UnmaskAnswered answered => Unmask(state, answered.Site, new HolderState(HolderOutcome.Answered), now),
            JobEvent.UnmaskRefused refused => Unmask(
                state, refused.Site, new HolderState(HolderOutcome.Refused, Reason: Because(refused.Code, refused.Reason)), now),
            JobEvent.BucketsOpened opened => TakeOpened(state, opened, now),
            JobEvent.SitesAvailable available => Select(state, available, now),
            JobEvent.OfferAccepted accepted => SignOfLife(state, accepted.Site, now),
            JobEvent.ProgressMade progress => SignOfLife(state, progress.Site, now),
            JobEvent.OfferRefused refused => Answer(state, refused.Site, SiteOutcome.Refused, Because(refused.Code, refused.Reason), now),
            JobEvent.SiteFailed failed => Answer(state, failed.Site, SiteOutcome.Failed, Because(failed.Code, failed.Reason), now),
            JobEvent.UpdateUnusable unusable => Answer(state, unusable.Site, SiteOutcome.Failed, Because(unusable.Code, unusable.Reason), now),
            JobEvent.UpdateCommitted committed => Report(state, committed, now),
            JobEvent.EvaluationReported evaluated => Evaluate(state, evaluated, now),
            JobEvent.SiteRevoked revoked => Revoke(state, revoked.Site, now),
            JobEvent.Tick => PassTime(state, now),
            JobEvent.ModelPublished published => Publish(state, published, now),
            JobEvent.AggregationFailed failed => state.Phase is JobPhase.Aggregating or JobPhase.Unmasking
                ? Abandon(state, $"the updates could not be aggregated: {failed.Reason}", now)
                : Reject(state, Rejection.RoundClosed),
            JobEvent.SiteJudged judged => Judge(state, judged),
            JobEvent.JobCancelled => Cancel(state, now),
            _ => throw new ArgumentException($"The round machine knows no {@event.GetType().Name}.", nameof(@event)),
        };
    }

    /// <summary>The effects that are under way in a state: what to do again after a restart.</summary>
    public static ImmutableArray<JobEffect> Pending(JobState state) =>
        state.Phase == JobPhase.Aggregating ? [AggregateEffect(state)]
        : state is { Phase: JobPhase.Unmasking, Current.OpeningWith: > 0 } ? [OpenEffect(state)]
        : [];

    /// <summary>
    /// When a <see cref="JobEvent.Tick"/> (while waiting, a <see cref="JobEvent.SitesAvailable"/>) could next change
    /// something, in coordinator time; null if only other events can.
    /// </summary>
    public static TimeSpan? NextDue(JobState state)
    {
        switch (state.Phase)
        {
            case JobPhase.Waiting:
                var patience = state.ShortHandedSince + state.Spec.Lease;
                return patience > state.NotBefore ? patience : state.NotBefore > TimeSpan.Zero ? state.NotBefore : null;
            case JobPhase.Collecting or JobPhase.Evaluating:
                var due = state.Current!.DeadlineAt;
                foreach (var site in state.Current.Sites.Values)
                {
                    if (site.IsOpen && site.LeaseEndsAt < due)
                    {
                        due = site.LeaseEndsAt;
                    }
                }

                return due;
            case JobPhase.Unmasking:
                return UnmaskingDue(state.Current!);
            default:
                return null;
        }
    }

    private static string Because(string code, string reason) => $"{code}: {reason}";

    private static Transition Unchanged(JobState state) => new(state, []);

    private static Transition Changed(JobState state, params ImmutableArray<JobEffect> effects) => new(state, effects);

    private static Transition Reject(JobState state, Rejection rejection) => new(state, [], rejection);
}
