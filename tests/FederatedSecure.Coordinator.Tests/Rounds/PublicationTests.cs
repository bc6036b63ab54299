using FederatedSecure.Coordinator.Tests.Support;
using FederatedSecure.Cryptography.Content;
using FederatedSecure.Protos.V1;

namespace FederatedSecure.Coordinator.Tests.Rounds;

/// <summary>What comes out of a round.</summary>
public sealed class PublicationTests : IAsyncLifetime
{
    private TestCoordinator _coordinator = null!;
    private TestSite[] _sites = [];

    public async ValueTask InitializeAsync()
    {
        _coordinator = await TestCoordinator.StartAsync();
        _sites = [await _coordinator.JoinAsync("site-a"), await _coordinator.JoinAsync("site-b"), await _coordinator.JoinAsync("site-c")];
    }

    public async ValueTask DisposeAsync()
    {
        Array.ForEach(_sites, site => site.Dispose());
        await _coordinator.DisposeAsync();
    }

    [Theory]
    [InlineData("examples", 4.0 / 6)]
    [InlineData("uniform", 2.0 / 3)]
    public async Task Round_FedAvg_AddsTheWeightedMeanOfTheUpdates(string weighting, double mean)
    {
        // Updates of 1, 1 and 0 with 1, 3 and 2 examples.
        var job = await _coordinator.SubmitAsync(JobText.Of(sites: 3, weighting: weighting));
        var plans = await AcceptAllAsync();
        var before = plans[0].Read(await _sites[0].DownloadAsync(plans[0]));
        await _sites[0].UploadAsync(plans[0], plans[0].Constant(1), examples: 1);
        await _sites[1].UploadAsync(plans[1], plans[1].Constant(1), examples: 3);
        await _sites[2].UploadAsync(plans[2], plans[2].Constant(0), examples: 2);
        await _coordinator.UntilAsync(job, JobPhase.Completed);

        var after = plans[0].Read(await _coordinator.ModelAsync(job));

        Assert.All(before.Zip(after), pair => Assert.Equal(pair.First + mean, pair.Second, 1e-6));
    }

    [Fact]
    public async Task Rounds_FedAdam_CarriesItsStateFromRoundToRound()
    {
        // Reddi et al. 2021, algorithm 2, with Δ = 1: m and v start at 0 and τ².
        const double eta = 0.1, beta1 = 0.9, beta2 = 0.99, tau = 0.001;
        var job = await _coordinator.SubmitAsync(JobText.Of(sites: 3, rounds: 3, optimizer: """{ "name": "fedadam", "learningRate": 0.1 }"""));
        double expected = 0, m = 0, v = tau * tau;
        float[]? start = null;
        for (var round = 1; round <= 3; round++)
        {
            var plans = await AcceptAllAsync();
            start ??= plans[0].Read(await _sites[0].DownloadAsync(plans[0]));
            for (var i = 0; i < 3; i++)
            {
                await _sites[i].UploadAsync(plans[i], plans[i].Constant(1));
            }

            m = (beta1 * m) + (1 - beta1);
            v = (beta2 * v) + (1 - beta2);
            expected += eta * m / (Math.Sqrt(v) + tau);
            await _coordinator.UntilPublishedAsync(job, round);
            if (round == 2)
            {
                await _coordinator.RestartAsync();
            }

            var model = plans[0].Read(await _coordinator.ModelAsync(job));
            Assert.All(start.Zip(model), pair => Assert.Equal(pair.First + expected, pair.Second, 1e-5));
        }
    }

    [Fact]
    public async Task Round_OneSiteRefusesAndOneIsSilent_IsDegradedAndNamesBothWithReasons()
    {
        var job = await _coordinator.SubmitAsync(JobText.Of(sites: 3, minimumReports: 1));
        var plans = await AcceptAllAsync(accept: 1);
        await _sites[0].UploadAsync(plans[0], plans[0].Constant(1));
        await _sites[1].Work.DecideAsync(new DecideRequest
        {
            Ref = plans[1].Ref,
            Refuse = new PolicyRefusal { Code = "policy.hours", Reason = "not before\n18:00" },
        });
        _coordinator.Time.Advance(TimeSpan.FromMinutes(1.1));

        var record = Assert.Single((await _coordinator.UntilAsync(job, JobPhase.Completed)).Rounds);

        Assert.Equal(RoundOutcome.CompletedDegraded, record.Outcome);
        Assert.Equal(
            [("site-a", SiteOutcome.Reported, ""), ("site-b", SiteOutcome.Refused, "policy.hours: not before 18:00"), ("site-c", SiteOutcome.Late, "gave no sign of life for 00:01:00")],
            record.Sites.Select(site => (site.Site, site.Outcome, site.Reason)));
        var listed = (await _coordinator.Sites.ListSitesAsync(new ListSitesRequest())).Sites.Single(site => site.Site == "site-b");
        Assert.Contains("policy.hours", listed.LastProblem, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Round_TooFewReports_IsAbandonedWithTheReasonAndTriedAgain()
    {
        var job = await _coordinator.SubmitAsync(JobText.Of(sites: 3, attempts: 2));
        var plans = await AcceptAllAsync();
        await _sites[0].Work.ReportFailureAsync(new ReportFailureRequest { Ref = plans[0].Ref, Code = "training.failed", Reason = "no luck" });
        var abandoned = await _coordinator.UntilAsync(job, now => now.Rounds.Count == 1 && now.Job.Phase == JobPhase.Waiting);
        Assert.Equal(RoundOutcome.Abandoned, abandoned.Rounds[0].Outcome);
        Assert.Contains("1 failed", abandoned.Rounds[0].Reason, StringComparison.Ordinal);
        Assert.True((await _sites[1].Work.ReportProgressAsync(new ReportProgressRequest { Ref = plans[1].Ref })).Abandon);

        _coordinator.Time.Advance(TimeSpan.FromMinutes(1.1));
        foreach (var (site, plan) in _sites.Zip(await AcceptAllAsync()))
        {
            Assert.Equal(2u, plan.Content.Attempt);
            await site.UploadAsync(plan, plan.Constant(1));
        }

        await _coordinator.UntilAsync(job, JobPhase.Completed);
    }

    [Fact]
    public async Task Round_SilentSiteThatComesBackInTime_IsInTheRound()
    {
        var job = await _coordinator.SubmitAsync(JobText.Of(sites: 3, minimumReports: 1));
        var plans = await AcceptAllAsync();
        _coordinator.Time.Advance(TimeSpan.FromSeconds(50));
        await _sites[0].Work.ReportProgressAsync(new ReportProgressRequest { Ref = plans[0].Ref });
        await _sites[1].Work.ReportProgressAsync(new ReportProgressRequest { Ref = plans[1].Ref });
        _coordinator.Time.Advance(TimeSpan.FromSeconds(15));
        await _coordinator.UntilAsync(job, now => now.Rounds.SelectMany(round => round.Sites).Any(site => site.Outcome == SiteOutcome.Late));

        foreach (var (site, plan) in _sites.Zip(plans).Reverse())
        {
            await site.UploadAsync(plan, plan.Constant(1));
        }

        Assert.Equal(RoundOutcome.Completed, (await _coordinator.UntilAsync(job, JobPhase.Completed)).Rounds[0].Outcome);
    }

    [Fact]
    public async Task Round_SiteRevokedAfterItsReport_IsOutWithItsUpdate()
    {
        var job = await _coordinator.SubmitAsync(JobText.Of(sites: 3, minimumReports: 2));
        var plans = await AcceptAllAsync();
        var start = plans[0].Read(await _sites[0].DownloadAsync(plans[0]));
        await _sites[0].UploadAsync(plans[0], plans[0].Constant(100));
        await _coordinator.Sites.RevokeSiteAsync(new RevokeSiteRequest { Site = "site-a" });
        await _sites[1].UploadAsync(plans[1], plans[1].Constant(1));
        await _sites[2].UploadAsync(plans[2], plans[2].Constant(1));

        var record = Assert.Single((await _coordinator.UntilAsync(job, JobPhase.Completed)).Rounds);

        Assert.Contains("revoked", record.Sites[0].Reason, StringComparison.Ordinal);
        var model = plans[1].Read(await _coordinator.ModelAsync(job));
        Assert.All(start.Zip(model), pair => Assert.Equal(pair.First + 1, pair.Second, 1e-5));
    }

    [Fact]
    public async Task Evaluations_OfSites_AreAddedUpForTheModelThatTheyAreOf()
    {
        var job = await _coordinator.SubmitAsync(JobText.Of(sites: 3, validation: 0.2));
        foreach (var (site, plan) in _sites.Zip(await AcceptAllAsync()))
        {
            await site.UploadAsync(plan, plan.Constant(1));
        }

        await _coordinator.UntilAsync(job, JobPhase.Evaluating);
        foreach (var site in _sites)
        {
            var plan = await site.AcceptAsync();
            Assert.Equal(TaskKind.Evaluate, plan.Content.Task);
            await Refused.WithAsync("evaluation.bad-figures", () => site.ReportAsync(plan, examples: 10, correct: 11, lossSum: 1));
            await Refused.WithAsync("evaluation.bad-figures", () => site.ReportAsync(plan, examples: 10, correct: 1, lossSum: double.NaN));
            await Refused.WithAsync("round.closed", () => site.UploadAsync(plan, plan.Constant(1)));
            await site.ReportAsync(plan, examples: 10, correct: 8, lossSum: 2.5);
        }

        var record = Assert.Single((await _coordinator.UntilAsync(job, JobPhase.Completed)).Rounds);
        Assert.Equal((30ul, 24ul, 7.5, 3u), (record.Evaluation.Examples, record.Evaluation.Correct, record.Evaluation.LossSum, record.EvaluatedBy));
    }

    [Fact]
    public async Task GetRoundRecord_OfAMember_IsWhatTheOperatorSees()
    {
        var job = await _coordinator.SubmitAsync(JobText.Of(sites: 3));
        foreach (var (site, plan) in _sites.Zip(await AcceptAllAsync()))
        {
            await site.UploadAsync(plan, plan.Constant(1));
        }

        var seen = await _coordinator.UntilAsync(job, JobPhase.Completed);
        var record = (await _sites[1].Rounds.GetRoundRecordAsync(new GetRoundRecordRequest { JobId = job, Round = 1 })).Record;

        Assert.Equal(seen.Rounds[0], record);
        Assert.Equal(Digest.Of(await _coordinator.ModelAsync(job)), Digest.FromBytes(record.ModelDigest.Span));
        await Refused.WithAsync("round.unknown", async () => await _sites[1].Rounds.GetRoundRecordAsync(new GetRoundRecordRequest { JobId = job, Round = 2 }));
    }

    [Fact]
    public async Task GetChunks_ThatThePlanDoesNotList_IsRefused()
    {
        await _coordinator.SubmitAsync(JobText.Of(sites: 3));
        var plan = (await AcceptAllAsync())[0];
        await Refused.WithAsync(
            "chunk.unknown", () => _sites[0].DownloadAsync(plan, [Google.Protobuf.ByteString.CopyFrom(Digest.Of("x"u8).ToArray())]));
    }

    /// <summary>Everybody asks until everybody has an offer; the first <paramref name="accept"/> accept it.</summary>
    private async Task<TestPlan[]> AcceptAllAsync(int accept = 3)
    {
        foreach (var site in _sites)
        {
            await site.PollAsync();
        }

        var plans = new List<TestPlan>();
        foreach (var (index, site) in _sites.Index())
        {
            plans.Add(index < accept ? await site.AcceptAsync() : await site.OfferedAsync());
        }

        return [.. plans];
    }
}
