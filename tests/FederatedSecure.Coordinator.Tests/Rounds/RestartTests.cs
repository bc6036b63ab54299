using Dapper;
using FederatedSecure.Coordinator.Rounds;
using FederatedSecure.Coordinator.Storage;
using FederatedSecure.Coordinator.Tests.Support;
using FederatedSecure.Protos.V1;
using FederatedSecure.Rounds;
using FederatedSecure.Rounds.Machine;
using Microsoft.Extensions.DependencyInjection;
using JobPhase = FederatedSecure.Protos.V1.JobPhase;
using RoundOutcome = FederatedSecure.Protos.V1.RoundOutcome;
using SiteOutcome = FederatedSecure.Protos.V1.SiteOutcome;

namespace FederatedSecure.Coordinator.Tests.Rounds;

/// <summary>A coordinator that goes down at any point of a job goes on there, and publishes every round once.</summary>
public sealed class RestartTests : IAsyncLifetime
{
    private readonly FakeDisk _disk = new();
    private TestCoordinator _coordinator = null!;

    public async ValueTask InitializeAsync() => _coordinator = await TestCoordinator.StartAsync(services => services.AddSingleton<IDiskSpace>(_disk));

    public ValueTask DisposeAsync() => _coordinator.DisposeAsync();

    [Fact]
    public async Task Restart_WhileWaiting_OpensTheRoundWhenTheSitesAreBack()
    {
        await using var job = await StartAsync(JobText.Of(sites: 3), sites: 2);
        Assert.Equal(JobPhase.Waiting, (await job.NowAsync()).Job.Phase);

        await _coordinator.RestartAsync();
        using var third = await _coordinator.JoinAsync("site-c");
        await third.PollAsync();
        await job.OpenAsync();

        Assert.Equal(JobPhase.Collecting, (await job.NowAsync()).Job.Phase);
    }

    [Fact]
    public async Task Restart_WithAnOpenRound_KeepsPlanAcceptancesAndCohort()
    {
        await using var job = await StartAsync(JobText.Of());
        var before = await job.First.AcceptAsync();

        await _coordinator.RestartAsync();
        var after = await job.First.OfferedAsync();

        Assert.Equal(before.Offer.Plan, after.Offer.Plan);
        Assert.True(after.Offer.Accepted);
        Assert.False((await job.Second.OfferedAsync()).Offer.Accepted);
        await job.First.UploadAsync(before, before.Constant(1));
        await FinishAsync(job, job.Second);
    }

    [Fact]
    public async Task Restart_WithHalfAnUpload_AsksForTheOtherHalf()
    {
        await using var job = await StartAsync(JobText.Of(sites: 1, model: JobText.Large), sites: 1);
        var plan = await job.First.AcceptAsync();
        var update = TestUpdate.Rising(plan);
        await job.First.OfferAsync(plan, update.Manifest);
        await job.First.PutAsync(plan, update.Manifest, update.Bytes, 1);

        await _coordinator.RestartAsync();
        var missing = (await job.First.OfferAsync(plan, update.Manifest)).Missing.Select(digest => digest.ToByteArray()).ToList();

        Assert.Equal([update.Manifest.Chunks[0].ToArray(), update.Manifest.Chunks[2].ToArray()], missing);
        await job.First.PutAsync(plan, update.Manifest, update.Bytes, 0, 2);
        await job.First.CommitAsync(plan, update.Manifest.Digest);
        await job.UntilAsync(JobPhase.Completed);
        AssertPublished(job, rounds: 1);
    }

    [Fact]
    public async Task Restart_AfterAReport_KeepsTheUpdateAndItsReceipt()
    {
        await using var job = await StartAsync(JobText.Of());
        var plan = await job.First.AcceptAsync();
        var update = TestUpdate.Rising(plan);
        var receipt = await job.First.UploadAsync(plan, update.Values());

        await _coordinator.RestartAsync();

        Assert.Equal(receipt, (await job.First.CommitAsync(plan, update.Manifest.Digest)).Receipt);
        Assert.Equal(SiteOutcome.Reported, (await job.OutcomeAsync(job.First)).Outcome);
        await FinishAsync(job, job.Second);
    }

    [Fact]
    public async Task Restart_WhileAggregating_PublishesTheSameModelOnce()
    {
        await using var job = await StartAsync(JobText.Of());
        var start = await ReportAllAsync(job, full: true);
        await _coordinator.UntilHealthAsync(health => health.Status == HealthStatus.Impaired);
        Assert.Equal(JobPhase.Aggregating, (await job.NowAsync()).Job.Phase);

        await _coordinator.StopAsync();
        _disk.Available = long.MaxValue / 2;
        await _coordinator.StartAgainAsync();
        await job.UntilAsync(JobPhase.Completed);
        var model = start.Plan.Read(await _coordinator.ModelAsync(job.Id));

        Assert.All(start.Model.Zip(model), pair => Assert.Equal(pair.First + 1, pair.Second, 1e-6));
        AssertPublished(job, rounds: 1);
    }

    [Fact]
    public async Task Restart_AfterEveryStepOfEveryRound_PublishesEachOnce()
    {
        await using var job = await StartAsync(JobText.Of(rounds: 3, validation: 0.2));
        for (var round = 1; round <= 3; round++)
        {
            await job.OpenAsync();
            foreach (var site in job.Sites)
            {
                var plan = await site.AcceptAsync();
                await _coordinator.RestartAsync();
                await site.UploadAsync(plan, plan.Constant(1));
                await _coordinator.RestartAsync();
            }

            await job.UntilPublishedAsync(round);
            await _coordinator.RestartAsync();
        }

        Assert.Equal(JobPhase.Evaluating, (await job.NowAsync()).Job.Phase);
        foreach (var site in job.Sites)
        {
            await site.ReportAsync(await site.AcceptAsync(), examples: 10, correct: 5, lossSum: 1);
            await _coordinator.RestartAsync();
        }

        var ended = await job.NowAsync();
        Assert.Equal(JobPhase.Completed, ended.Job.Phase);
        Assert.Equal([1u, 2u, 3u], ended.Rounds.Select(record => record.Round));
        Assert.All(ended.Rounds, record => Assert.Equal(RoundOutcome.Completed, record.Outcome));
        AssertPublished(job, rounds: 3);
        Assert.Empty(Directory.EnumerateFiles(Path.Combine(_coordinator.DataDirectory, "spool"), "*", SearchOption.AllDirectories));
    }

    [Fact]
    public async Task Restart_TimeSpentDown_DoesNotCount()
    {
        await using var job = await StartAsync(JobText.Of());
        var plan = await job.First.AcceptAsync();

        await _coordinator.StopAsync();
        // Four leases; TLS looks at the real clock, which allows no more.
        _coordinator.Time.Advance(TimeSpan.FromMinutes(4));
        await _coordinator.StartAgainAsync();

        Assert.Equal(SiteOutcome.Working, (await job.OutcomeAsync(job.First)).Outcome);
        await job.First.UploadAsync(plan, plan.Constant(1));
        await FinishAsync(job, job.Second);
    }

    private Task<RunningJob> StartAsync(string job, int sites = 2) => RunningJob.StartAsync(job, sites, _coordinator, owned: false);

    private async Task<(TestPlan Plan, float[] Model)> ReportAllAsync(RunningJob job, bool full)
    {
        var plans = new List<TestPlan>();
        foreach (var site in job.Sites)
        {
            var plan = await site.AcceptAsync();
            var update = TestUpdate.Of(plan.Constant(1));
            await site.OfferAsync(plan, update.Manifest);
            await site.PutAsync(plan, update.Manifest, update.Bytes, update.All);
            plans.Add(plan);
        }

        var model = plans[0].Read(await job.First.DownloadAsync(plans[0]));
        _disk.Available = full ? 0 : _disk.Available;
        foreach (var (site, plan) in job.Sites.Zip(plans))
        {
            await site.CommitAsync(plan, TestUpdate.Of(plan.Constant(1)).Manifest.Digest);
        }

        return (plans[0], model);
    }

    private async Task FinishAsync(RunningJob job, TestSite last)
    {
        var plan = await last.AcceptAsync();
        await last.UploadAsync(plan, plan.Constant(1));
        await job.UntilAsync(JobPhase.Completed);
        AssertPublished(job, rounds: 1);
    }

    private void AssertPublished(RunningJob job, int rounds)
    {
        var database = _coordinator.Services.GetRequiredService<Database>();
        Assert.Equal(
            Enumerable.Range(1, rounds),
            database.Use(connection => connection.Query<int>("SELECT round FROM publications WHERE job = @Id ORDER BY round", new { job.Id })));
        var events = _coordinator.Services.GetRequiredService<JobStore>().Events(new JobId(job.Id));
        Assert.Equal(rounds, events.Count(entry => entry.Event is JobEvent.ModelPublished));
    }
}
