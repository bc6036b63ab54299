using FederatedSecure.Rounds.Jobs;
using FederatedSecure.Rounds.Machine;
using FederatedSecure.Rounds.Tests.Support;

namespace FederatedSecure.Rounds.Tests.Machine;

public sealed class RoundMachineTests
{
    [Fact]
    public void WholeJob_EverybodyReports_PublishesEachRoundAndCompletesAfterTheEvaluation()
    {
        var play = new Play().WholeRound().WholeRound();
        Assert.Equal(JobPhase.Evaluating, play.State.Phase);

        play.Evaluate(1, 2, 3);

        Assert.Equal(JobPhase.Completed, play.State.Phase);
        Assert.Equal([RoundOutcome.Completed, RoundOutcome.Completed], play.State.Records.Select(record => record.Outcome));
        Assert.Equal(Some.Model(2), play.State.CurrentModel);
    }

    [Fact]
    public void Waiting_FewerThanMinimum_SaysHowManyAreMissing()
    {
        var play = new Play().Available(1);

        Assert.Equal(JobPhase.Waiting, play.State.Phase);
        Assert.Contains("1 of 2", play.State.Reason, StringComparison.Ordinal);
        Assert.Null(RoundMachine.NextDue(play.State));
    }

    [Fact]
    public void Waiting_EnoughToPublishButFewerThanWanted_GoesOnWithoutTheOthersAfterOneLease()
    {
        var play = new Play().Available(2);
        Assert.Equal(JobPhase.Waiting, play.State.Phase);
        Assert.Equal(Some.Spec.Lease, RoundMachine.NextDue(play.State));

        play.AfterSeconds(59).Available(2);
        Assert.Equal(JobPhase.Waiting, play.State.Phase);

        play.AfterSeconds(1).Available(2).Accept(1, 2).Report(1, 2).Publish();
        Assert.Equal(RoundOutcome.CompletedDegraded, Assert.Single(play.State.Records).Outcome);
    }

    [Fact]
    public void Waiting_SitesLeaveInBetween_StartsTheLeaseAnew()
    {
        var play = new Play().Available(2).AfterSeconds(50).Available(1).AfterSeconds(20).Available(2);
        Assert.Equal(JobPhase.Waiting, play.State.Phase);
    }

    [Theory]
    [InlineData(0, 10, 3)]
    [InlineData(0.5, 10, 5)]
    [InlineData(0.5, 4, 4)]
    public void Waiting_OverSelection_InvitesThatManyMore(double overSelection, int available, int invited)
    {
        var play = new Play(Some.Spec with { Cohort = new CohortSpec(3, overSelection) }).Available(available);
        Assert.Equal(invited, play.State.Current!.Sites.Count);
    }

    [Theory]
    [InlineData(100, 0.1, 110)]
    [InlineData(50, 0.1, 55)]
    [InlineData(3, 0.34, 5)]
    [InlineData(10_000, 2, 30_000)]
    public void Invited_PartOfTheSize_IsRoundedUpAndNotByTheLastBit(int size, double overSelection, int invited) =>
        Assert.Equal(invited, new CohortSpec(size, overSelection).Invited);

    [Fact]
    public void Waiting_Selection_FollowsTheSeedAndFavoursNobody()
    {
        Assert.Equal(new Play().Available(10, seed: 7).State.Current!.Sites.Keys, new Play().Available(10, seed: 7).State.Current!.Sites.Keys);
        var chosen = Enumerable.Range(0, 2000).SelectMany(seed => new Play().Available(10, (ulong)seed).State.Current!.Sites.Keys).CountBy(site => site);

        // 600 expected of each, standard deviation √(2000·0.3·0.7) = 20.5.
        Assert.Equal(10, chosen.Count());
        Assert.All(chosen, site => Assert.InRange(site.Value, 500, 700));
    }

    [Fact]
    public void Collecting_OverSelectedAndSizeReached_LetsTheRestGoAndStillCompletes()
    {
        var play = new Play(Some.Spec with { Cohort = new CohortSpec(2, 0.5) }).Available(3).Accept(1, 2, 3).Report(3, 1);
        Assert.Equal(JobPhase.Aggregating, play.State.Phase);
        Assert.Equal(SiteOutcome.NotNeeded, play.Site(2).Outcome);

        play.Publish();
        Assert.Equal(RoundOutcome.Completed, play.State.Records[0].Outcome);
    }

    [Fact]
    public void Collecting_DeadlineWithEnoughReports_PublishesDegradedAndNamesWhoIsMissing()
    {
        var play = new Play().Open().Accept(1, 2, 3).Report(1, 2);
        for (var minute = 0; minute < 20; minute++)
        {
            play.AfterSeconds(30).Progress(3);
        }

        Assert.Equal(JobPhase.Collecting, play.State.Phase);
        play.Tick().Publish();

        Assert.Equal(RoundOutcome.CompletedDegraded, play.State.Records[0].Outcome);
        Assert.Equal((SiteOutcome.Late, "was not ready at the deadline"), (play.LastRecord[Some.Site(3)].Outcome, play.LastRecord[Some.Site(3)].Reason));
    }

    [Fact]
    public void Collecting_SilentForALease_IsLateButMayComeBackWhileTheRoundIsOpen()
    {
        var play = new Play().Open().Accept(1, 2, 3).AfterSeconds(50).Progress(1, 2).AfterSeconds(10).Tick();
        Assert.Equal(SiteOutcome.Late, play.Site(3).Outcome);
        Assert.Equal(new SiteOffer(play.State.CurrentKey!.Value, SiteTask.Train, Accepted: false), play.State.OfferFor(Some.Site(3)));

        play.Progress(3);
        Assert.Equal((SiteOutcome.Working, ""), (play.Site(3).Outcome, play.Site(3).Reason));

        play.AfterSeconds(5).Report(1, 2, 3).Publish();
        Assert.Equal(RoundOutcome.Completed, play.State.Records[0].Outcome);
    }

    [Fact]
    public void Collecting_LateUploadWhileOpen_IsTaken()
    {
        var play = new Play().Open().Accept(1, 2, 3).AfterSeconds(55).Progress(1, 2).AfterSeconds(10).Tick().Report(3);
        Assert.Equal(SiteOutcome.Reported, play.Site(3).Outcome);
    }

    [Fact]
    public void Collecting_ProgressShortlyAfterProgress_IsNotWorthAnEvent()
    {
        var play = new Play().Open().Accept(1).AfterSeconds(5).Progress(1);
        Assert.Equal(2, play.Stored.Count);
        Assert.Equal(3, play.AfterSeconds(5).Progress(1).Stored.Count);
    }

    [Fact]
    public void Collecting_TooFewCanReport_IsAbandonedAtOnceAndTriedAgainAfterAPause()
    {
        var play = new Play().Open().Accept(1, 2).Refuse(3).Fail(2);

        Assert.Equal(JobPhase.Waiting, play.State.Phase);
        Assert.Equal(RoundOutcome.Abandoned, play.State.Records[0].Outcome);
        Assert.Equal(JobEffectKinds(typeof(JobEffect.DiscardUpdates)), JobEffectKinds([.. play.Last.Effects.Select(effect => effect.GetType())]));
        Assert.Equal("policy.hours: not now", play.LastRecord[Some.Site(3)].Reason);
        Assert.Equal(JobPhase.Waiting, play.AfterSeconds(59).Available(3).State.Phase);
        Assert.Equal(JobPhase.Collecting, play.AfterSeconds(1).Available(3).State.Phase);
        Assert.Equal((1, 2), (play.State.Current!.Round, play.State.Current.Attempt));
    }

    [Fact]
    public void Collecting_AbandonedAsOftenAsAllowed_FailsTheJobWithTheReason()
    {
        var play = new Play().Open().Fail(1, 2).AfterSeconds(600).Open().Fail(2, 3);

        Assert.Equal(JobPhase.Failed, play.State.Phase);
        Assert.Contains("2 times", play.State.Reason, StringComparison.Ordinal);
        Assert.Contains("2 failed", play.State.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void Collecting_PublishedAfterAnAbandonedAttempt_CountsAttemptsAnew()
    {
        var play = new Play().Open().Fail(1, 2).AfterSeconds(600).WholeRound();
        Assert.Equal(0, play.State.AbandonedInARow);
        Assert.Equal([(1, 1), (1, 2)], play.State.Records.Select(record => (record.Round, record.Attempt)));
    }

    [Fact]
    public void UpdateCommitted_Twice_IsTheSameIfItIsTheSameUpdateAndRejectedIfItIsNot()
    {
        var play = new Play().Open().Accept(1).Report(1);

        play.Report(1);
        Assert.Null(play.Last.Rejection);

        play.Apply(new JobEvent.UpdateCommitted(1, 1, Some.Site(1), Some.Update(Some.Site(1), version: 2), 24, Some.Summary));
        Assert.Equal(Rejection.AlreadyAnswered, play.Last.Rejection);
        Assert.Equal(Some.Update(Some.Site(1)), play.Site(1).Update);
    }

    [Fact]
    public void UpdateCommitted_AfterARefusalOrAFailure_IsRejected()
    {
        var play = new Play().Open().Accept(1, 2, 3).Refuse(3).Report(3);
        Assert.Equal(Rejection.AlreadyAnswered, play.Last.Rejection);
    }

    [Fact]
    public void OfAttempt_OtherRoundOrAttempt_IsRejectedAndChangesNothing()
    {
        var play = new Play().WholeRound().Open();
        foreach (var (round, attempt) in ((int, int)[])[(1, 1), (2, 2), (3, 1), (0, 0)])
        {
            play.Apply(new JobEvent.UpdateCommitted(round, attempt, Some.Site(1), Some.Update(Some.Site(1)), 24, Some.Summary));
            Assert.Equal(Rejection.RoundClosed, play.Last.Rejection);
        }
    }

    [Fact]
    public void OfSite_NotInTheCohort_IsRejected()
    {
        var play = new Play().Open().Report(9);
        Assert.Equal(Rejection.NotInCohort, play.Last.Rejection);
    }

    [Fact]
    public void SiteRevoked_AfterItsReport_TakesItsUpdateOut()
    {
        var play = new Play().Open().Accept(1, 2, 3).Report(1, 2).Apply(new JobEvent.SiteRevoked(Some.Site(1)));
        Assert.Equal((SiteOutcome.Failed, (object?)null), (play.Site(1).Outcome, play.Site(1).Update));

        play.Report(3);
        Assert.Equal([Some.Site(2), Some.Site(3)], ((JobEffect.Aggregate)play.Last.Effects[0]).Updates.Select(update => update.Site));
    }

    [Fact]
    public void SiteRevoked_WhileAggregating_ChangesNothing()
    {
        var play = new Play().Open().Accept(1, 2, 3).Report(1, 2, 3).Apply(new JobEvent.SiteRevoked(Some.Site(1)));
        Assert.Equal(JobPhase.Aggregating, play.State.Phase);
        Assert.Equal(SiteOutcome.Reported, play.Site(1).Outcome);
    }

    [Theory]
    [InlineData(Weighting.Examples, 1e12, 100)]
    [InlineData(Weighting.Examples, 40, 40)]
    [InlineData(Weighting.Uniform, 1e12, 1)]
    public void Aggregate_Weight_IsExamplesUpToTheMaximumOrOne(Weighting weighting, double maximum, double weight)
    {
        var spec = Some.Spec with { Aggregation = Some.Spec.Aggregation with { Weighting = weighting, MaximumWeight = maximum } };
        var play = new Play(spec).Open().Report(1, 2, 3);
        Assert.All(((JobEffect.Aggregate)play.Last.Effects[0]).Updates, update => Assert.Equal(weight, update.Weight));
    }

    [Fact]
    public void AggregationFailed_AbandonsTheAttempt()
    {
        var play = new Play().Open().Report(1, 2, 3).Apply(new JobEvent.AggregationFailed(1, 1, "no room"));
        Assert.Equal(JobPhase.Waiting, play.State.Phase);
        Assert.Contains("no room", play.State.Records[0].Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void Evaluation_OfARoundUnderWay_CountsForTheModelBeforeAndOnceForEachSite()
    {
        var play = new Play().WholeRound().Open().Accept(1, 2).Evaluate(1, 2, 1);
        Assert.Equal(new EvaluationSum(Some.Sites(2), 20, 18, 4), play.State.Evaluations[1]);
    }

    [Fact]
    public void Evaluation_OfAnotherModel_IsRejected()
    {
        var play = new Play().WholeRound().Open().Apply(new JobEvent.EvaluationReported(2, 1, Some.Site(1), Some.InitialModel, 1, 1, 0));
        Assert.Equal(Rejection.WrongModel, play.Last.Rejection);
    }

    [Fact]
    public void Evaluation_SitesThatStaySilent_AreWaitedForOneLease()
    {
        var play = new Play().WholeRound().WholeRound().Evaluate(1).AfterSeconds(60).Tick();
        Assert.Equal(JobPhase.Completed, play.State.Phase);
        Assert.Equal(10, play.State.Evaluations[2].Examples);
    }

    [Fact]
    public void Evaluation_NoValidationData_IsLeftOut()
    {
        var spec = Some.Spec with { Rounds = 1, Training = Some.Spec.Training with { ValidationFraction = 0 } };
        Assert.Equal(JobPhase.Completed, new Play(spec).WholeRound().State.Phase);
    }

    [Fact]
    public void JobCancelled_InAnyPhase_EndsItAndNothingChangesIt()
    {
        Func<Play, Play>[] phases =
        [
            play => play, play => play.Open(), play => play.Open().Report(1, 2, 3), play => play.WholeRound().WholeRound(),
        ];
        foreach (var reach in phases)
        {
            var play = reach(new Play());
            var published = play.State.PublishedRounds;
            var open = play.State.Current;

            play.Apply(new JobEvent.JobCancelled());

            Assert.Equal((JobPhase.Cancelled, published), (play.State.Phase, play.State.PublishedRounds));
            Assert.Equal(open is not null, play.Last.Effects.Any(effect => effect is JobEffect.DiscardUpdates));
            play.Available(3).Tick().Apply(new JobEvent.ModelPublished(1, 1, Some.Model(1), null));
            Assert.Equal(JobPhase.Cancelled, play.State.Phase);
            Assert.Equal(Rejection.JobEnded, play.Last.Rejection);
        }
    }

    private static HashSet<Type> JobEffectKinds(params Type[] kinds) => [.. kinds];
}
