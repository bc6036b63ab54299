using FederatedSecure.Rounds.Machine;

namespace FederatedSecure.Rounds.Tests.Support;

/// <summary>What must hold after any event whatsoever.</summary>
internal static class Invariants
{
    private static readonly HashSet<(JobPhase, JobPhase)> Allowed =
    [
        (JobPhase.Waiting, JobPhase.Collecting), (JobPhase.Waiting, JobPhase.Cancelled),
        (JobPhase.Collecting, JobPhase.Aggregating), (JobPhase.Collecting, JobPhase.Waiting), (JobPhase.Collecting, JobPhase.Failed), (JobPhase.Collecting, JobPhase.Cancelled),
        (JobPhase.Aggregating, JobPhase.Waiting), (JobPhase.Aggregating, JobPhase.Evaluating), (JobPhase.Aggregating, JobPhase.Completed),
        (JobPhase.Aggregating, JobPhase.Failed), (JobPhase.Aggregating, JobPhase.Cancelled),
        (JobPhase.Evaluating, JobPhase.Completed), (JobPhase.Evaluating, JobPhase.Cancelled), (JobPhase.Evaluating, JobPhase.Unmasking),
        (JobPhase.Collecting, JobPhase.Unmasking), (JobPhase.Unmasking, JobPhase.Aggregating), (JobPhase.Unmasking, JobPhase.Waiting),
        (JobPhase.Unmasking, JobPhase.Failed), (JobPhase.Unmasking, JobPhase.Cancelled), (JobPhase.Unmasking, JobPhase.Completed),
    ];

    public static void Check(JobState before, Transition transition, TimeSpan now)
    {
        var after = transition.State;
        if (transition.Rejection is not null)
        {
            Assert.Same(before, after);
        }

        if (ReferenceEquals(before, after))
        {
            Assert.Empty(transition.Effects);
            return;
        }

        Assert.True(before.Phase == after.Phase || Allowed.Contains((before.Phase, after.Phase)), $"{before.Phase} → {after.Phase}");
        Assert.InRange(after.PublishedRounds - before.PublishedRounds, 0, 1);
        Assert.InRange(after.Records.Count - before.Records.Count, 0, 1);
        Assert.Equal(before.Records, after.Records.Take(before.Records.Count));

        // A round is published once, in order, and its model is the next round's start.
        var published = after.Records.Where(record => record.Outcome != RoundOutcome.Abandoned).ToList();
        Assert.Equal(Enumerable.Range(1, after.PublishedRounds), published.Select(record => record.Round));
        Assert.Equal(published.Count == 0 ? Some.InitialModel : published[^1].Model, after.CurrentModel);
        Assert.All(published, record => Assert.True(record.Sites.Values.Count(site => site.Outcome == SiteOutcome.Reported) >= after.Spec.MinimumReports));
        Assert.All(
            published.Where(record => record.Outcome == RoundOutcome.Completed),
            record => Assert.All(record.Sites.Values, site => Assert.Contains(site.Outcome, (SiteOutcome[])[SiteOutcome.Reported, SiteOutcome.NotNeeded])));

        // Nobody in a record is left hanging, and whoever did not report has a reason.
        var ended = after.Records.SelectMany(record => record.Sites.Values).ToList();
        Assert.All(ended, site => Assert.False(site.IsOpen));
        Assert.All(ended, site => Assert.Equal(site.Outcome != SiteOutcome.Reported, site.Reason.Length > 0));

        Assert.Equal(after.Phase is JobPhase.Collecting or JobPhase.Unmasking or JobPhase.Aggregating or JobPhase.Evaluating, after.Current is not null);
        Assert.True(after.AbandonedInARow <= after.Spec.Attempts);
        if (after.Current is { } round && round != before.Current && before.Current is null)
        {
            Assert.Equal(now, round.OpenedAt);
        }

        // What is pending was asked for when the round closed, and not again.
        var underWay = before.Phase == JobPhase.Aggregating || (before.Current?.OpeningWith > 0 && before.Current.OpeningWith == after.Current?.OpeningWith);
        Assert.Equal(
            underWay ? [] : RoundMachine.Pending(after),
            transition.Effects.Where(effect => effect is JobEffect.Aggregate or JobEffect.OpenBuckets),
            EffectComparer.Instance);

        // Nothing of a single site goes into an encrypted round, and nothing is opened without the threshold.
        if (after.Spec.Encryption is { } encryption)
        {
            Assert.All(transition.Effects.OfType<JobEffect.Aggregate>(), effect => Assert.Empty(effect.Updates));
            Assert.All(
                transition.Effects.OfType<JobEffect.OpenBuckets>(),
                effect =>
                {
                    Assert.True(effect.Holders.Length >= encryption.ThresholdOf(after.Current!.Holders.Count));
                    Assert.True(effect.Survivors.Length >= encryption.BucketSize);
                });
        }
    }
}
