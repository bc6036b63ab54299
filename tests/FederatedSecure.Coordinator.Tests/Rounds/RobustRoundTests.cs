using FederatedSecure.Coordinator.Tests.Support;
using FederatedSecure.Protos.V1;

namespace FederatedSecure.Coordinator.Tests.Rounds;

/// <summary>Rounds with dishonest sites in them, over real gRPC.</summary>
public sealed class RobustRoundTests
{
    [Fact]
    public async Task PlainRound_OneSiteSendsNonsense_TheModelFollowsTheOthers()
    {
        await using var job = await RunningJob.StartAsync(Robust(JobText.Of(sites: 5, weighting: "uniform")), sites: 5);
        var start = await StartAsync(job);

        foreach (var site in job.Sites)
        {
            var plan = await site.AcceptAsync();
            await site.UploadAsync(plan, plan.Constant(site == job.Sites[4] ? -1e6f : 0.1f));
        }

        var record = (await job.UntilPublishedAsync(1)).Rounds[^1];
        Assert.Equal("arc → nnm → trimmed-mean", record.Merge.Rule);
        Assert.Equal((1u, 1u), (record.Merge.Tolerated, record.Merge.Expected));
        await AssertMovedAsync(job, start, 0.1);
    }

    [Fact]
    public async Task PlainRound_ARuleThatChooses_NamesWhomItLeftOut()
    {
        await using var job = await RunningJob.StartAsync(
            Robust(JobText.Of(sites: 5, weighting: "uniform"), """, "rule": "multi-krum" """), sites: 5);
        var start = await StartAsync(job);

        for (var i = 0; i < 5; i++)
        {
            var plan = await job.Sites[i].AcceptAsync();
            await job.Sites[i].UploadAsync(plan, plan.Constant(i == 4 ? 7 : 0.1f));
        }

        var record = (await job.UntilPublishedAsync(1)).Rounds[^1];
        var left = Assert.Single(record.Merge.Inputs, input => input.Reason.Length > 0);
        Assert.Equal([job.Sites[4].Name], left.Sites);
        Assert.Equal((0.0, "left out by multi-krum"), (left.Share, left.Reason));
        await AssertMovedAsync(job, start, 0.1);
    }

    [Fact]
    public async Task EncryptedRound_OneSiteOfNinePullsAway_TheModelFollowsTheOtherBuckets()
    {
        await using var job = await RunningJob.StartAsync(
            Robust(JobText.Encrypted(sites: 9), """, "reputation": true """), sites: 9);
        var start = await StartAsync(job);
        foreach (var site in job.Sites)
        {
            var plan = await site.AcceptAsync();
            await site.UploadAsync(plan, site.Protect(plan, plan.Constant(site == job.Sites[8] ? -1 : 0.1f)));
        }

        foreach (var site in job.Sites.Take(7))
        {
            await site.OpenAsync();
        }

        var record = (await job.UntilPublishedAsync(1)).Rounds[^1];
        Assert.Equal(3, record.Buckets.Count);
        Assert.Equal(3, record.Merge.Inputs.Count);
        Assert.All(record.Merge.Inputs, input => Assert.Equal(3, input.Sites.Count));
        await AssertMovedAsync(job, start, 0.1);
    }

    [Fact]
    public async Task CenteredClipping_RemembersItsResultOverARestart()
    {
        // All updates are 1 in 15 places: beyond τ = 0.5 from the centre, and again in the next round.
        await using var job = await RunningJob.StartAsync(
            Robust(JobText.Of(sites: 3, rounds: 2, weighting: "uniform"), """, "rule": "centered-clipping", "parameters": { "tau": 0.5 } """), sites: 3);
        var start = await StartAsync(job);
        var step = 0.5 / Math.Sqrt(15);

        await job.TrainAsync();
        await job.UntilPublishedAsync(1);
        await AssertMovedAsync(job, start, step);
        await job.Coordinator.RestartAsync();
        await job.TrainAsync();
        await job.UntilPublishedAsync(2);

        // v₁ = τ·1/‖1‖, v₂ = 2·v₁, and the model moves by v₁ + v₂.
        await AssertMovedAsync(job, start, 3 * step);
    }

    [Fact]
    public async Task Standings_TheOperatorExcludesASite_ItIsLeftOutAndNamed()
    {
        await using var job = await RunningJob.StartAsync(
            Robust(JobText.Of(sites: 4, minimumReports: 3, rounds: 2, weighting: "uniform"), """, "reputation": true """), sites: 4);
        await job.TrainAsync();
        await job.Coordinator.Jobs.JudgeSiteAsync(
            new JudgeSiteRequest { JobId = job.Id, Site = job.First.Name, Judgement = Judgement.Exclude, Note = "under\u0007 inspection" });

        var standing = Assert.Single((await job.Coordinator.Jobs.GetStandingsAsync(new GetStandingsRequest { JobId = job.Id })).Sites);
        Assert.Equal((job.First.Name, Standing.Excluded, "under  inspection"), (standing.Site, standing.Standing, standing.Reason));

        await job.UntilPublishedAsync(1);
        for (var seconds = 0; seconds <= 60; seconds += 20)
        {
            // Three of four are there: the round opens without the fourth after one lease.
            await job.OpenAsync();
            job.Coordinator.Time.Advance(TimeSpan.FromSeconds(20));
        }

        await job.OpenAsync();
        await job.Coordinator.UntilAsync(job.Id, now => now.Rounds.Count == 2);
        var outcome = await job.OutcomeAsync(job.First);
        Assert.Equal((SiteOutcome.Quarantined, "under  inspection"), (outcome.Outcome, outcome.Reason));
    }

    [Fact]
    public async Task Standings_OfAJobWithoutReputation_AreRefused()
    {
        await using var job = await RunningJob.StartAsync(JobText.Of());

        await Refused.WithAsync("job.no-reputation", async () => await job.Coordinator.Jobs.JudgeSiteAsync(
            new JudgeSiteRequest { JobId = job.Id, Site = job.First.Name, Judgement = Judgement.Pardon, Note = "x" }));
    }

    private static string Robust(string job, string more = "") =>
        job.Replace("\"aggregation\": {", "\"aggregation\": { \"attackers\": 1" + more + ",", StringComparison.Ordinal);

    private static async Task<(TestPlan Plan, float[] Model)> StartAsync(RunningJob job)
    {
        var plan = await job.First.OfferedAsync();
        return (plan, plan.Read(await job.First.DownloadAsync(plan)));
    }

    private static async Task AssertMovedAsync(RunningJob job, (TestPlan Plan, float[] Model) start, double by)
    {
        var model = start.Plan.Read(await job.Coordinator.ModelAsync(job.Id));
        Assert.All(start.Model.Zip(model), pair => Assert.Equal(pair.First + by, pair.Second, 1e-3));
    }
}
