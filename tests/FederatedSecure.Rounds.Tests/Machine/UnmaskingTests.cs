using FederatedSecure.Rounds.Jobs;
using FederatedSecure.Rounds.Machine;
using FederatedSecure.Rounds.Tests.Support;

namespace FederatedSecure.Rounds.Tests.Machine;

/// <summary>Encrypted rounds: from the last update to the sums that go into the model.</summary>
public sealed class UnmaskingTests
{
    private static readonly JobSpec Five = Some.Encrypted with { Cohort = new CohortSpec(5), MinimumReports = 3 };

    [Fact]
    public void Round_ThresholdOfHoldersAnswers_IsOpenedAtOnceAndPublished()
    {
        // Five holders: a threshold of four.
        var play = new Play(Five).Available(5).Accept(1, 2, 3, 4, 5).Report(1, 2, 3, 4, 5);
        Assert.Equal(JobPhase.Unmasking, play.State.Phase);
        Assert.Empty(play.Last.Effects);

        play.Answer(1, 2, 3);
        Assert.Empty(play.Last.Effects);

        play.Answer(5);
        var open = Assert.IsType<JobEffect.OpenBuckets>(Assert.Single(play.Last.Effects));
        Assert.Equal([1, 2, 3, 5], open.Holders.Select(Number));
        Assert.Equal([1, 2, 3, 4, 5], open.Survivors.Select(Number));

        play.Opened(Bucket(weight: 7, 1, 2), Bucket(weight: 9, 3, 4, 5));
        var aggregate = Assert.IsType<JobEffect.Aggregate>(Assert.Single(play.Last.Effects));
        Assert.Equal([new BucketInput(0, 7), new BucketInput(1, 9)], aggregate.Buckets);
        Assert.Empty(aggregate.Updates);

        play.Publish();
        Assert.Equal(RoundOutcome.Completed, play.State.Records[^1].Outcome);
        Assert.Equal(2, play.State.Records[^1].Buckets.Length);
        Assert.Equal(0.5, play.State.Records[^1].TrainingLoss);
        Assert.Equal(5, play.State.Evaluations[0].Evaluators);
    }

    [Fact]
    public void Round_SiteThatDidNotReport_MayStillHoldShares()
    {
        var play = new Play(Five).Available(5).Accept(1, 2, 3, 4, 5).Report(1, 2, 3).Fail(4).AfterSeconds(61).Tick();

        Assert.Equal(JobPhase.Unmasking, play.State.Phase);
        play.Answer(1, 2, 4, 5);

        Assert.Equal([1, 2, 3], Assert.IsType<JobEffect.OpenBuckets>(Assert.Single(play.Last.Effects)).Survivors.Select(Number));
    }

    [Fact]
    public void Round_MoreHoldersGoneThanItTakes_IsAbandonedAndSaysSo()
    {
        var play = Reported().Answer(1, 2, 3).AfterSeconds(60).Tick();

        Assert.Equal(JobPhase.Waiting, play.State.Phase);
        Assert.Contains("3 of at least 4 share holders answered: 3 answered, 2 lost", play.State.Records[^1].Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void Round_HolderThatWasSilentTooLong_IsHeardWhileTheRoundIsOpen()
    {
        var play = Reported().Answer(1, 2).AfterSeconds(30).Progress(3).AfterSeconds(30).Tick();
        Assert.Equal(HolderOutcome.Lost, play.State.Current!.Holders[Some.Site(4)].Outcome);
        Assert.Equal(HolderOutcome.Asked, play.State.Current!.Holders[Some.Site(3)].Outcome);

        play.Answer(4).Answer(3);

        Assert.IsType<JobEffect.OpenBuckets>(Assert.Single(play.Last.Effects));
    }

    [Fact]
    public void Round_RefusalAndRevocationOfHolders_Count()
    {
        var play = Reported().Answer(1, 2, 3).RefuseToOpen(4);
        Assert.Equal(JobPhase.Unmasking, play.State.Phase);

        play.Apply(new JobEvent.SiteRevoked(Some.Site(5)));

        Assert.Equal(JobPhase.Waiting, play.State.Phase);
        Assert.Contains("unmask.header", play.State.Records[^1].Holders[Some.Site(4)].Reason, StringComparison.Ordinal);
        Assert.Contains("site.revoked", play.State.Records[^1].Holders[Some.Site(5)].Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void Round_AnswerThatWasGiven_StaysGiven()
    {
        var play = Reported().Answer(1);

        Assert.Null(play.Answer(1).Last.Rejection);
        Assert.Equal(Rejection.AlreadyAnswered, play.RefuseToOpen(1).Last.Rejection);
        Assert.Equal(Rejection.RoundClosed, play.Fail(2).Last.Rejection);
        Assert.Equal(Rejection.AlreadyAnswered, play.Apply(new JobEvent.UpdateCommitted(1, 1, Some.Site(2), Some.Model(9), 24, null)).Last.Rejection);
    }

    [Fact]
    public void Round_BucketThatDoesNotOpen_IsTriedAgainWithMoreAnswersAndThenDropped()
    {
        var play = Reported().Answer(1, 2, 3, 4).Opened(Bucket(weight: 7, 1, 2), Closed(canRetry: true, 3, 4, 5));
        Assert.Equal(JobPhase.Unmasking, play.State.Phase);
        Assert.Empty(play.Last.Effects);

        play.Answer(5);
        Assert.Equal(5, Assert.IsType<JobEffect.OpenBuckets>(Assert.Single(play.Last.Effects)).Holders.Length);

        // Two reports are fewer than the three that are asked for.
        play.Opened(Bucket(weight: 7, 1, 2), Closed(canRetry: true, 3, 4, 5));
        Assert.Equal(JobPhase.Waiting, play.State.Phase);
        Assert.Contains("2 of at least 3 reports could be opened", play.State.Records[^1].Reason, StringComparison.Ordinal);
        Assert.All([3, 4, 5], site => Assert.Equal(SiteOutcome.Dropped, play.LastRecord[Some.Site(site)].Outcome));
    }

    [Fact]
    public void Round_BucketThatCannotBeOpened_IsDroppedAndTheRestIsPublishedDegraded()
    {
        var play = Reported().Answer(1, 2, 3, 4).Opened(Bucket(weight: 7, 1, 2, 3), Closed(canRetry: false, 4, 5));
        Assert.Equal(JobPhase.Aggregating, play.State.Phase);

        play.Publish();

        Assert.Equal(RoundOutcome.CompletedDegraded, play.State.Records[^1].Outcome);
        Assert.Contains("does not open", play.LastRecord[Some.Site(5)].Reason, StringComparison.Ordinal);
        Assert.Equal(3, play.State.Evaluations[0].Evaluators);
    }

    [Theory]
    [InlineData(true, "wrong for every bucket")]
    [InlineData(false, "a share that one of these made")]
    public void Round_WrongAnswers_AreNamedForWhatTheyShow(bool everywhere, string reason)
    {
        var play = Reported().Answer(1, 2, 3, 4).Opened(
            Bucket(weight: 7, 1, 2) with { WrongHolders = [Some.Site(4)] },
            Bucket(weight: 7, 3, 4, 5) with { WrongHolders = everywhere ? [Some.Site(4)] : [] });
        play.Publish();

        var holder = play.State.Records[^1].Holders[Some.Site(4)];
        Assert.Equal(HolderOutcome.Wrong, holder.Outcome);
        Assert.Contains(reason, holder.Reason, StringComparison.Ordinal);
        Assert.Equal(SiteOutcome.Reported, play.LastRecord[Some.Site(4)].Outcome);
    }

    [Fact]
    public void LastModel_EvaluationBehindEncryption_IsOpenedAsASum()
    {
        var play = new Play(Five with { Rounds = 1 }).Available(5).Accept(1, 2, 3, 4, 5).Report(1, 2, 3, 4, 5)
            .Answer(1, 2, 3, 4).Opened(Bucket(weight: 7, 1, 2, 3, 4, 5)).Publish();
        Assert.Equal(JobPhase.Evaluating, play.State.Phase);
        Assert.Equal(SiteTask.Evaluate, play.State.OfferFor(Some.Site(1))!.Value.Task);

        play.Accept(1, 2, 3, 4, 5).Report(1, 2, 3, 4, 5);
        Assert.Equal(JobPhase.Unmasking, play.State.Phase);
        Assert.Equal(SiteTask.Unmask, play.State.OfferFor(Some.Site(1))!.Value.Task);

        play.Answer(1, 2, 3, 4).Opened(Bucket(weight: 7, 1, 2, 3, 4, 5));
        Assert.Equal(JobPhase.Completed, play.State.Phase);
        Assert.Equal(20, play.State.Evaluations[1].Examples);
    }

    [Fact]
    public void LastModel_EvaluationThatCannotBeOpened_LeavesTheModelPublished()
    {
        var play = new Play(Five with { Rounds = 1 }).Available(5).Accept(1, 2, 3, 4, 5).Report(1, 2, 3, 4, 5)
            .Answer(1, 2, 3, 4).Opened(Bucket(weight: 7, 1, 2, 3, 4, 5)).Publish()
            .Accept(1, 2, 3, 4, 5).Report(1, 2, 3, 4, 5).RefuseToOpen(1, 2, 3, 4, 5);

        Assert.Equal(JobPhase.Completed, play.State.Phase);
        Assert.Equal(1, play.State.PublishedRounds);
        Assert.Single(play.State.Records);
    }

    private static Play Reported() => new Play(Five).Available(5).Accept(1, 2, 3, 4, 5).Report(1, 2, 3, 4, 5);

    private static int Number(SiteId site) => site.Value[^1] - '0';

    private static BucketResult Bucket(long weight, params int[] sites) => new(
        [.. sites.Select(Some.Site)], new BucketFigures(weight, 100, 50, 20, 19, 4, sites.Length), "", CanRetry: false, [], []);

    private static BucketResult Closed(bool canRetry, params int[] sites) => new([.. sites.Select(Some.Site)], null, "does not open", canRetry, [], []);
}
