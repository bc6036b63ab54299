using System.Collections.Immutable;
using FederatedSecure.Rounds.Jobs;

namespace FederatedSecure.Rounds.Machine;

public static partial class RoundMachine
{
    private static JobEffect.Aggregate AggregateEffect(JobState state) => new(
        state.CurrentKey!.Value,
        state.Spec.Encryption is not null ? [] : PlainInputs(state),
        [
            .. from bucket in Enumerable.Range(0, state.Current!.Buckets.Length)
               where state.Current.Buckets[bucket].IsOpen
               select new BucketInput(bucket, state.Current.Buckets[bucket].Figures!.Weight),
        ]);

    private static ImmutableArray<SiteUpdate> PlainInputs(JobState state) =>
        [
            .. from entry in state.Current!.Sites
               where entry.Value.Outcome == SiteOutcome.Reported
               let weight = state.Spec.Aggregation.Weighting == Weighting.Uniform
                   ? 1
                   : Math.Min(entry.Value.Summary!.Examples, state.Spec.Aggregation.MaximumWeight)
               select new SiteUpdate(entry.Key, entry.Value.Update!.Value, weight),
        ];

    private static Transition Publish(JobState state, JobEvent.ModelPublished published, TimeSpan now)
    {
        if (state.Phase != JobPhase.Aggregating)
        {
            return Reject(state, Rejection.RoundClosed);
        }

        var round = state.Current!;
        var reputation = Observe(state, published);
        // Nobody is missing when everybody reported, or when as many did as were asked for and the rest was let go.
        var whole = round.Sites.Values.All(site => site.Outcome is SiteOutcome.Reported or SiteOutcome.NotNeeded)
            && round.Reports >= state.Spec.Cohort.Size;
        var next = state with
        {
            PublishedRounds = round.Round,
            AbandonedInARow = 0,
            NotBefore = TimeSpan.Zero,
            CurrentModel = published.Model,
            OptimizerState = published.OptimizerState,
            Current = null,
            Reputation = reputation.State,
            Records = state.Records.Add(Record(state, round, whole ? RoundOutcome.Completed : RoundOutcome.CompletedDegraded, "", now) with
            {
                Model = published.Model,
                Merge = published.Merge,
                Reputations = reputation.Changes,
            }),
        };
        var discard = new JobEffect.DiscardUpdates(state.CurrentKey!.Value);
        if (round.Round < state.Spec.Rounds)
        {
            return Changed(Move(next, JobPhase.Waiting), discard);
        }

        var evaluators = round.Sites.Values.Count(site => site.Outcome == SiteOutcome.Reported);
        return state.Spec.Training.ValidationFraction > 0 && evaluators >= (state.Spec.Encryption?.BucketSize ?? 1)
            ? Changed(OpenEvaluation(next, round, now), discard)
            : Changed(Move(next, JobPhase.Completed), discard);
    }

    /// <summary>The sites that made the last model are asked how good it is on their validation data.</summary>
    private static JobState OpenEvaluation(JobState state, RoundState last, TimeSpan now)
    {
        var invited = new SiteState { Outcome = SiteOutcome.Invited, LeaseEndsAt = now + state.Spec.Lease };
        return Move(state, JobPhase.Evaluating) with
        {
            Current = new RoundState
            {
                Round = last.Round,
                Attempt = last.Attempt + 1,
                OpenedAt = now,
                DeadlineAt = now + state.Spec.Deadline,
                Task = SiteTask.Evaluate,
                Sites = last.Sites
                    .Where(entry => entry.Value.Outcome == SiteOutcome.Reported)
                    .ToImmutableSortedDictionary(entry => entry.Key, _ => invited),
            },
        };
    }

    private static Transition EndEvaluation(JobState state) =>
        Changed(Move(state, JobPhase.Completed) with { Current = null }, new JobEffect.DiscardUpdates(state.CurrentKey!.Value));

    private static Transition Evaluate(JobState state, JobEvent.EvaluationReported evaluated, TimeSpan now)
    {
        if (evaluated.Model != state.CurrentModel)
        {
            return Reject(state, Rejection.WrongModel);
        }

        var sum = state.Evaluations.GetValueOrDefault(state.PublishedRounds, EvaluationSum.Empty);
        if (sum.Sites.Contains(evaluated.Site) && state.Phase != JobPhase.Evaluating)
        {
            return Unchanged(state);
        }

        var next = sum.Sites.Contains(evaluated.Site)
            ? state
            : state with
            {
                Evaluations = state.Evaluations.SetItem(
                    state.PublishedRounds,
                    new EvaluationSum(
                        sum.Sites.Add(evaluated.Site),
                        sum.Examples + evaluated.Examples,
                        sum.Correct + evaluated.Correct,
                        sum.LossSum + evaluated.LossSum)),
            };
        if (state.Phase != JobPhase.Evaluating)
        {
            return Changed(next);
        }

        var site = state.Current!.Sites[evaluated.Site];
        return site.Outcome == SiteOutcome.Reported
            ? Unchanged(state)
            : CloseIfDone(Set(next, evaluated.Site, site with { Outcome = SiteOutcome.Reported, Reason = "" }), now);
    }

    private static Transition Abandon(JobState state, string reason, TimeSpan now)
    {
        if (state.Current!.Task == SiteTask.Evaluate)
        {
            // The model is published; only how good the sites found it remains unknown.
            return EndEvaluation(state);
        }

        var released = Release(state, "the attempt was abandoned before it reported");
        var abandoned = state.AbandonedInARow + 1;
        var next = released with
        {
            AbandonedInARow = abandoned,
            // A pause that doubles, so that whatever is wrong has time to pass before the attempts are used up.
            NotBefore = now + (state.Spec.Lease * Math.Min(Math.Pow(2, abandoned - 1), 64)),
            Current = null,
            Records = state.Records.Add(Record(state, released.Current!, RoundOutcome.Abandoned, reason, now)),
        };
        var discard = new JobEffect.DiscardUpdates(state.CurrentKey!.Value);
        return abandoned >= state.Spec.Attempts
            ? Changed(Move(next, JobPhase.Failed, $"round {released.Current!.Round} was abandoned {abandoned} times, last because of {reason}"), discard)
            : Changed(Move(next, JobPhase.Waiting, $"attempt {released.Current!.Attempt} at round {released.Current.Round} was abandoned: {reason}"), discard);
    }

    private static Transition Cancel(JobState state, TimeSpan now)
    {
        const string reason = "cancelled by the operator";
        if (state.Current is not { } round)
        {
            return Changed(Move(state, JobPhase.Cancelled, reason));
        }

        // An evaluation publishes nothing, so it leaves no record of its own.
        var records = round.Task == SiteTask.Evaluate
            ? state.Records
            : state.Records.Add(Record(state, Release(state, "the job was cancelled before it reported").Current!, RoundOutcome.Abandoned, reason, now));
        return Changed(
            Move(state, JobPhase.Cancelled, reason) with { Current = null, Records = records },
            new JobEffect.DiscardUpdates(new PlanKey(state.Id, round.Round, round.Attempt)));
    }

    private static RoundRecord Record(JobState state, RoundState round, RoundOutcome outcome, string reason, TimeSpan now) => new()
    {
        Round = round.Round,
        Attempt = round.Attempt,
        Outcome = outcome,
        Reason = reason,
        OpenedAt = round.OpenedAt,
        EndedAt = now,
        Sites = round.Sites,
        LeftOut = round.LeftOut,
        Holders = round.Holders,
        Buckets = round.Buckets,
        OpenedAttempts = (state.Records.LastOrDefault()?.OpenedAttempts ?? 0) + (round.Buckets.Any(bucket => bucket.IsOpen) ? 1 : 0),
    };
}
