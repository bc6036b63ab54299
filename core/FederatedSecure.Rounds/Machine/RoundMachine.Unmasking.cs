using System.Collections.Immutable;
using FederatedSecure.Cryptography.SecureAggregation;

namespace FederatedSecure.Rounds.Machine;

public static partial class RoundMachine
{
    /// <summary>The updates are in: from now on it is the share holders' turn, whoever of the cohort they are.</summary>
    private static Transition StartUnmasking(JobState state, TimeSpan now)
    {
        var round = state.Current!;
        var context = CommitteeContext(state.CurrentKey!.Value);
        var asked = new HolderState(HolderOutcome.Asked, now + state.Spec.Lease);
        var holders = Committee.Draw(round.Sites.Keys.Select(site => site.Value), context)
            .Select(name => new SiteId(name))
            .ToImmutableSortedDictionary(
                site => site,
                site => round.Sites[site].Outcome == SiteOutcome.Refused ? new HolderState(HolderOutcome.Refused, Reason: "took no part in the round") : asked);
        return Await(
            Move(state, JobPhase.Unmasking) with { Current = round with { Holders = holders, DeadlineAt = now + state.Spec.Deadline } }, now);
    }

    /// <summary>Names the attempt for the choice of its share holders.</summary>
    public static string CommitteeContext(PlanKey plan) => $"{plan.Job} {plan.Round} {plan.Attempt}";

    private static JobEffect.OpenBuckets OpenEffect(JobState state) => new(
        state.CurrentKey!.Value,
        Survivors(state.Current!),
        [.. state.Current!.Holders.Where(entry => entry.Value.Outcome == HolderOutcome.Answered).Select(entry => entry.Key)]);

    private static ImmutableArray<SiteId> Survivors(RoundState round) =>
        [.. round.Sites.Where(entry => entry.Value.Outcome == SiteOutcome.Reported).Select(entry => entry.Key)];

    private static Transition HolderLives(JobState state, SiteId id, TimeSpan now)
    {
        if (!state.Current!.Holders.TryGetValue(id, out var holder))
        {
            return Reject(state, Rejection.RoundClosed);
        }

        var renewed = now + state.Spec.Lease;
        return holder.Outcome == HolderOutcome.Asked && renewed - holder.LeaseEndsAt >= state.Spec.Lease / 10
            ? Changed(Set(state, id, holder with { LeaseEndsAt = renewed }))
            : Unchanged(state);
    }

    /// <summary>A holder has answered, refused, or is gone.</summary>
    private static Transition Unmask(JobState state, SiteId id, HolderState holder, TimeSpan now)
    {
        if (state.Phase != JobPhase.Unmasking)
        {
            return Reject(state, Rejection.RoundClosed);
        }

        if (!state.Current!.Holders.TryGetValue(id, out var before))
        {
            return Reject(state, Rejection.NotAHolder);
        }

        if (before.Outcome == holder.Outcome)
        {
            return Unchanged(state);
        }

        // A holder that was silent for too long may still answer; one that has spoken has spoken.
        return before.Outcome is HolderOutcome.Asked or HolderOutcome.Lost
            ? Await(Set(state, id, holder), now)
            : holder.Outcome == HolderOutcome.Lost ? Unchanged(state) : Reject(state, Rejection.AlreadyAnswered);
    }

    private static Transition PassTimeForHolders(JobState state, TimeSpan now)
    {
        var round = state.Current!;
        var overdue = now >= round.DeadlineAt;
        var holders = round.Holders;
        foreach (var (id, holder) in round.Holders)
        {
            if (holder.Outcome == HolderOutcome.Asked && (overdue || now >= holder.LeaseEndsAt))
            {
                holders = holders.SetItem(
                    id,
                    new HolderState(HolderOutcome.Lost, Reason: overdue ? "had not answered at the deadline" : $"gave no sign of life for {state.Spec.Lease:c}"));
            }
        }

        return ReferenceEquals(holders, round.Holders) ? Unchanged(state) : Await(state with { Current = round with { Holders = holders } }, now);
    }

    private static TimeSpan? UnmaskingDue(RoundState round)
    {
        var open = round.Holders.Values.Where(holder => holder.Outcome == HolderOutcome.Asked).ToArray();
        return open.Length == 0 ? null : open.Min(holder => holder.LeaseEndsAt < round.DeadlineAt ? holder.LeaseEndsAt : round.DeadlineAt);
    }

    /// <summary>
    /// Opens as soon as as many holders have answered as it takes, and again with more answers if it did not succeed; ends when no
    /// more are to come.
    /// </summary>
    private static Transition Await(JobState state, TimeSpan now)
    {
        var round = state.Current!;
        if (round.OpeningWith > 0)
        {
            return Changed(state);
        }

        var threshold = state.Spec.Encryption!.ThresholdOf(round.Holders.Count);
        if (round.Answers >= threshold && round.Answers > round.OpenedWith)
        {
            var opening = state with { Current = round with { OpeningWith = round.Answers } };
            return Changed(opening, OpenEffect(opening));
        }

        if (round.Holders.Values.Any(holder => holder.Outcome == HolderOutcome.Asked))
        {
            return Changed(state);
        }

        return round.OpenedWith > 0
            ? Conclude(state, now)
            : Abandon(state, $"{round.Answers} of at least {threshold} share holders answered: {Tally(round.Holders)}", now);
    }

    private static Transition TakeOpened(JobState state, JobEvent.BucketsOpened opened, TimeSpan now)
    {
        if (state.Phase != JobPhase.Unmasking || state.Current!.OpeningWith == 0)
        {
            return Reject(state, Rejection.RoundClosed);
        }

        var next = state with { Current = state.Current with { OpeningWith = 0, OpenedWith = opened.Answers, Buckets = opened.Buckets } };
        return opened.Buckets.Any(bucket => !bucket.IsOpen && bucket.CanRetry) ? Await(next, now) : Conclude(next, now);
    }

    /// <summary>What is open is open: names who spoilt what, and goes on with the rest if that is enough.</summary>
    private static Transition Conclude(JobState state, TimeSpan now)
    {
        var round = Blame(state.Current!);
        foreach (var bucket in round.Buckets.Where(bucket => !bucket.IsOpen))
        {
            foreach (var site in bucket.Members)
            {
                round = round with
                {
                    Sites = round.Sites.SetItem(
                        site, round.Sites[site] with { Outcome = SiteOutcome.Dropped, Reason = $"the bucket of {Names(bucket.Members)} was dropped: {bucket.Reason}" }),
                };
            }
        }

        var next = Sum(state with { Current = round });
        if (round.Task == SiteTask.Evaluate)
        {
            return EndEvaluation(next);
        }

        if (round.Reports < state.Spec.MinimumReports)
        {
            return Abandon(next, $"{round.Reports} of at least {state.Spec.MinimumReports} reports could be opened: {Tally(round.Sites)}", now);
        }

        var closed = Move(next, JobPhase.Aggregating);
        return Changed(closed, AggregateEffect(closed));
    }

    /// <summary>Writes down whose answers were no good.</summary>
    private static RoundState Blame(RoundState round)
    {
        var holders = round.Holders;
        foreach (var group in from bucket in round.Buckets from holder in bucket.WrongHolders group bucket by holder)
        {
            // Wrong everywhere is the holder's doing. Wrong for one bucket may as well be a share that a member made for it.
            var reason = group.Count() == round.Buckets.Count(bucket => bucket.IsOpen || !bucket.WrongHolders.IsEmpty)
                ? "its answers are wrong for every bucket"
                : $"its answer for the bucket of {string.Join(" and that of ", group.Select(bucket => Names(bucket.Members)))} is wrong: its own doing, or a share that one of these made";
            holders = holders.SetItem(group.Key, holders[group.Key] with { Outcome = HolderOutcome.Wrong, Reason = reason });
        }

        return round with { Holders = holders };
    }

    /// <summary>Adds what the opened buckets tell of the model that the round started from.</summary>
    private static JobState Sum(JobState state)
    {
        var opened = state.Current!.Buckets.Where(bucket => bucket.Figures is { Evaluators: > 0 }).ToArray();
        if (opened.Length == 0)
        {
            return state;
        }

        var sum = new EvaluationSum(
            [.. opened.SelectMany(bucket => bucket.Members)],
            opened.Sum(bucket => bucket.Figures!.Evaluated),
            opened.Sum(bucket => bucket.Figures!.Correct),
            opened.Sum(bucket => bucket.Figures!.EvaluationLossSum))
        {
            Evaluators = opened.Sum(bucket => bucket.Figures!.Evaluators),
        };
        return state with { Evaluations = state.Evaluations.SetItem(state.PublishedRounds, sum) };
    }

    private static JobState Set(JobState state, SiteId id, HolderState holder) =>
        state with { Current = state.Current! with { Holders = state.Current.Holders.SetItem(id, holder) } };

    private static string Names(ImmutableArray<SiteId> sites) => string.Join(", ", sites);

    private static string Tally(ImmutableSortedDictionary<SiteId, HolderState> holders) => string.Join(
        ", ",
        holders.Values.GroupBy(holder => holder.Outcome).OrderBy(group => group.Key).Select(group => $"{group.Count()} {group.Key.ToString().ToLowerInvariant()}"));
}
