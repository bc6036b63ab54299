using FederatedSecure.Aggregation.Reputation;
using FederatedSecure.Numerics;
using FederatedSecure.Rounds.Jobs;
using FederatedSecure.Rounds.Machine;
using FederatedSecure.Rounds.Tests.Support;

namespace FederatedSecure.Rounds.Tests.Machine;

/// <summary>What a job remembers of the sites behind bad inputs.</summary>
public sealed class ReputationTests
{
    private static readonly JobSpec Spec = Some.Spec with
    {
        Rounds = 1_000,
        Cohort = new CohortSpec(8, 0),
        MinimumReports = 4,
        Aggregation = Some.Spec.Aggregation with { Rule = StepSpec.Of("trimmed-mean"), Weighting = Weighting.Uniform, Attackers = 1, Reputation = true },
    };

    [Fact]
    public void Site_ThatPullsAgainstTheOthersForTwoWindows_IsLeftOutWithTheReason()
    {
        var play = new Play(Spec);
        for (var round = 1; play.State.Reputation.Of(Some.Site(8).Value).Standing != Standing.Excluded; round++)
        {
            Assert.True(round < 100, "the attacker was never found");
            Round(play, 8);
        }

        play.Available(8);

        // One window is no proof: two of ten rounds at least.
        Assert.True(play.State.PublishedRounds >= 20);
        Assert.DoesNotContain(Some.Site(8), play.State.Current?.Sites.Keys ?? []);
        play.AfterSeconds(60).Available(8);
        Assert.DoesNotContain(Some.Site(8), play.State.Current!.Sites.Keys);
        Assert.Contains("pull against", play.State.Current.LeftOut[Some.Site(8)], StringComparison.Ordinal);
        Assert.All(Enumerable.Range(1, 7), site => Assert.Contains(Some.Site(site), play.State.Current.Sites.Keys));
        Assert.Contains(play.State.Records, record => record.Reputations.Any(change => change.To == Standing.Excluded));
    }

    [Fact]
    public void Site_ThatTheOperatorPardons_TakesPartFromTheNextRoundOn()
    {
        var play = new Play(Spec).Apply(new JobEvent.SiteJudged(Some.Site(3), Judgement.Exclude, "complaint 17"));
        play.Available(8).AfterSeconds(60).Available(8);
        Assert.Equal("complaint 17", play.State.Current!.LeftOut[Some.Site(3)]);

        play.Accept(1, 2, 4, 5, 6, 7, 8).Report(1, 2, 4, 5, 6, 7, 8).Publish();
        play.Apply(new JobEvent.SiteJudged(Some.Site(3), Judgement.Pardon, "cleared up")).Available(8);

        Assert.Contains(Some.Site(3), play.State.Current!.Sites.Keys);
        Assert.Empty(play.State.Current.LeftOut);
    }

    [Fact]
    public void TooFewSitesWithoutThoseLeftOut_IsSaid()
    {
        var play = new Play(Spec);
        for (var site = 1; site <= 5; site++)
        {
            play.Apply(new JobEvent.SiteJudged(Some.Site(site), Judgement.Exclude, "no"));
        }

        play.Available(8);

        Assert.Equal(JobPhase.Waiting, play.State.Phase);
        Assert.Contains("3 of 4 are there, and 5 more that are left out", play.State.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void Merge_SurvivesItsStore()
    {
        var published = new JobEvent.ModelPublished(1, 1, Some.Model(1), null, Merge(1, 8));
        var read = Assert.IsType<JobEvent.ModelPublished>(JobEventCodec.Deserialize(JobEventCodec.Serialize(published)));
        Assert.Equal(published.Merge!.Alignment, read.Merge!.Alignment);
        Assert.Equal(published.Merge.Inputs.Select(input => input.Sites[0]), read.Merge.Inputs.Select(input => input.Sites[0]));
    }

    private static void Round(Play play, int attacker)
    {
        play.Available(8);
        int[] cohort = [1, 2, 3, 4, 5, 6, 7, 8];
        play.Accept(cohort).Report(cohort);
        play.Apply(new JobEvent.ModelPublished(play.State.Current!.Round, play.State.Current.Attempt, Some.Model(play.State.Current.Round), null, Merge(play.State.Current.Round, attacker)));
    }

    /// <summary>Honest sites score about 1, the attacker −5.</summary>
    private static MergeReport Merge(int round, int attacker)
    {
        var random = new SeededRandomSource((ulong)round);
        return new MergeReport("trimmed-mean", 1, 1, [.. Enumerable.Range(1, 8).Select(site => new InputVerdict([Some.Site(site)], 0.125, ""))])
        {
            Alignment = [.. Enumerable.Range(1, 8).Select(site => (site == attacker ? -5 : 1) + random.NextGaussian())],
            Spectral = [.. Enumerable.Range(1, 8).Select(_ => random.NextGaussian())],
        };
    }
}
