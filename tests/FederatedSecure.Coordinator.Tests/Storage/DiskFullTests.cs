using Dapper;
using FederatedSecure.Coordinator.Storage;
using FederatedSecure.Coordinator.Tests.Support;
using FederatedSecure.Protos.V1;
using Microsoft.Extensions.DependencyInjection;

namespace FederatedSecure.Coordinator.Tests.Storage;

/// <summary>A full disk is said in words, to the caller and to the operator, and nothing is lost by it.</summary>
public sealed class DiskFullTests : IAsyncLifetime
{
    private const long Room = long.MaxValue / 2;
    private readonly FakeDisk _disk = new();
    private TestCoordinator _coordinator = null!;

    public async ValueTask InitializeAsync() => _coordinator = await TestCoordinator.StartAsync(services => services.AddSingleton<IDiskSpace>(_disk));

    public ValueTask DisposeAsync() => _coordinator.DisposeAsync();

    [Fact]
    public async Task Upload_WithoutRoom_IsRefusedAndWorksWhenThereIsSome()
    {
        await using var job = await RunningJob.StartAsync(JobText.Of(), sites: 2, _coordinator, owned: false);
        var plan = await job.First.AcceptAsync();
        var update = TestUpdate.Rising(plan);

        _disk.Available = 0;
        await Refused.WithAsync("storage.full", () => job.First.OfferAsync(plan, update.Manifest));
        _disk.Available = Room;
        await job.First.OfferAsync(plan, update.Manifest);
        _disk.Available = DiskReserve.Bytes + update.Bytes.Length - 1;
        await Refused.WithAsync("storage.full", () => job.First.PutAsync(plan, update.Manifest, update.Bytes, 0));
        var health = await _coordinator.Health.GetHealthAsync(new GetHealthRequest());
        _disk.Available = Room;

        Assert.Equal(HealthStatus.Impaired, health.Status);
        Assert.Contains(health.Problems, problem => problem.Contains("make room", StringComparison.Ordinal));
        await job.First.UploadAsync(plan, update.Values());
        var other = await job.Second.AcceptAsync();
        await job.Second.UploadAsync(other, other.Constant(1));
        Assert.Equal(RoundOutcome.Completed, (await job.UntilAsync(JobPhase.Completed)).Rounds[0].Outcome);
    }

    [Fact]
    public async Task Aggregation_WithoutRoom_WaitsAndGoesOnWhenThereIsSome()
    {
        await using var job = await RunningJob.StartAsync(JobText.Of(sites: 1), sites: 1, _coordinator, owned: false);
        var plan = await job.First.AcceptAsync();
        var update = TestUpdate.Rising(plan);
        await job.First.OfferAsync(plan, update.Manifest);
        await job.First.PutAsync(plan, update.Manifest, update.Bytes, 0);
        _disk.Available = 0;

        await job.First.CommitAsync(plan, update.Manifest.Digest);
        var impaired = await _coordinator.UntilHealthAsync(health => health.Problems.Any(problem => problem.Contains("waits to be stored", StringComparison.Ordinal)));
        Assert.Equal(HealthStatus.Impaired, impaired.Status);
        Assert.Equal(JobPhase.Aggregating, (await job.NowAsync()).Job.Phase);
        _disk.Available = Room;

        var ended = await _coordinator.AdvanceUntilAsync(job.Id, TimeSpan.FromSeconds(10), now => now.Job.Phase == JobPhase.Completed);
        Assert.Equal(RoundOutcome.Completed, ended.Rounds.Single().Outcome);
        await _coordinator.UntilHealthAsync(health => health.Status == HealthStatus.Serving);
    }

    [Fact]
    public async Task Aggregation_WaitingForRoom_CanBeCancelled()
    {
        await using var job = await RunningJob.StartAsync(JobText.Of(sites: 1), sites: 1, _coordinator, owned: false);
        var plan = await job.First.AcceptAsync();
        var update = TestUpdate.Rising(plan);
        await job.First.OfferAsync(plan, update.Manifest);
        await job.First.PutAsync(plan, update.Manifest, update.Bytes, 0);
        _disk.Available = 0;
        await job.First.CommitAsync(plan, update.Manifest.Digest);
        await _coordinator.UntilHealthAsync(health => health.Problems.Any(problem => problem.Contains("waits to be stored", StringComparison.Ordinal)));

        await _coordinator.Jobs.CancelJobAsync(new CancelJobRequest { JobId = job.Id });

        await job.UntilAsync(JobPhase.Cancelled);
    }

    [Fact]
    public async Task Job_WithoutRoomForItsModel_IsNotTaken()
    {
        _disk.Available = 0;

        await Refused.WithAsync("storage.full", () => _coordinator.SubmitAsync(JobText.Of()));

        Assert.Empty((await _coordinator.Jobs.ListJobsAsync(new ListJobsRequest())).Jobs);
    }

    [Fact]
    public async Task Database_WithoutRoom_RefusesAndForgetsNothing()
    {
        using var site = await _coordinator.JoinAsync("site-a");
        var large = new HelloRequest { Version = "1", DataSets = { Enumerable.Range(0, 1000).Select(i => $"set-{i}-{new string('x', 40)}") } };
        var job = JobText.Of() + new string(' ', 100 << 10);
        var database = _coordinator.Services.GetRequiredService<Database>();
        var pages = database.Use(connection => connection.ExecuteScalar<long>("PRAGMA page_count"));
        database.Use(connection => connection.ExecuteScalar<long>($"PRAGMA max_page_count = {pages}"));

        await Refused.WithAsync("storage.full", async () => await site.Sessions.HelloAsync(large));
        await Refused.WithAsync("storage.full", () => _coordinator.SubmitAsync(job));
        Assert.Empty((await _coordinator.Jobs.ListJobsAsync(new ListJobsRequest())).Jobs);
        database.Use(connection => connection.ExecuteScalar<long>("PRAGMA max_page_count = 1000000"));

        await site.Sessions.HelloAsync(large);
        await _coordinator.SubmitAsync(job);
    }
}
