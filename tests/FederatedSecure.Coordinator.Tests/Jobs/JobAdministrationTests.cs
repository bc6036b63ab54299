using FederatedSecure.Coordinator.Tests.Support;
using FederatedSecure.Hosting.Errors;
using FederatedSecure.Protos.V1;
using Grpc.Core;

namespace FederatedSecure.Coordinator.Tests.Jobs;

public sealed class JobAdministrationTests
{
    [Fact]
    public async Task Submit_FileWithMistakes_NamesAllPlacesAndKeepsNothing()
    {
        await using var coordinator = await TestCoordinator.StartAsync();
        var file = JobText.Of().Replace("\"rounds\": 1", "\"round\": 1", StringComparison.Ordinal).Replace("\"fedavg\"", "\"fedavgg\"", StringComparison.Ordinal);

        var error = RemoteError.Of(await Assert.ThrowsAsync<RpcException>(() => coordinator.SubmitAsync(file)));

        Assert.Equal("job.bad-file", error.Code);
        Assert.Contains("rounds", error.Message, StringComparison.Ordinal);
        Assert.Contains("fedavgg", error.Message, StringComparison.Ordinal);
        Assert.All(error.Message.Split('\n'), line => Assert.Matches(@"\d", line));
        Assert.Empty((await coordinator.Jobs.ListJobsAsync(new ListJobsRequest())).Jobs);
    }

    [Theory]
    [InlineData("")]
    [InlineData("{")]
    [InlineData("[]")]
    [InlineData("\0\0\0")]
    [InlineData("not json")]
    public async Task Submit_FileThatIsNoJob_IsRefused(string file)
    {
        await using var coordinator = await TestCoordinator.StartAsync();

        await Refused.WithAsync("job.bad-file", () => coordinator.SubmitAsync(file));
    }

    [Fact]
    public async Task Submit_ModelOfTerabytes_IsRefusedBeforeAnythingIsMade()
    {
        await using var coordinator = await TestCoordinator.StartAsync();
        var model = """{ "input": [1000000], "layers": [ { "type": "linear", "out": 1000000 }, { "type": "softmax-head", "classes": 1000000 } ] }""";

        await Refused.WithAsync("job.bad-file", () => coordinator.SubmitAsync(JobText.Of(model: model)));

        Assert.Empty(Directory.GetFiles(Path.Combine(coordinator.DataDirectory, "blobs")));
    }

    [Fact]
    public async Task Submit_WithoutEnoughSites_WarnsAndWaits()
    {
        await using var coordinator = await TestCoordinator.StartAsync();

        var response = await coordinator.Jobs.SubmitJobAsync(new SubmitJobRequest { Job = Google.Protobuf.ByteString.CopyFromUtf8(JobText.Of(sites: 3)) });

        Assert.Contains(response.Warnings, warning => warning.Contains("0 of 3 sites", StringComparison.Ordinal));
        Assert.Contains(response.Warnings, warning => warning.Contains("plain", StringComparison.Ordinal));
        Assert.Equal(JobPhase.Waiting, (await coordinator.Jobs.GetJobAsync(new GetJobRequest { JobId = response.JobId })).Job.Phase);
    }

    [Fact]
    public async Task List_RunningAndEndedJobs_ShowsBothBeforeAndAfterARestart()
    {
        await using var job = await RunningJob.StartAsync(JobText.Of());
        await job.TrainAsync();
        await job.UntilAsync(JobPhase.Completed);
        job.Coordinator.Time.Advance(TimeSpan.FromSeconds(2));
        var waiting = await job.Coordinator.SubmitAsync(JobText.Of(sites: 3));

        var before = await job.Coordinator.Jobs.ListJobsAsync(new ListJobsRequest());
        await job.Coordinator.RestartAsync();
        var after = await job.Coordinator.Jobs.ListJobsAsync(new ListJobsRequest());

        Assert.Equal([(waiting, JobPhase.Waiting), (job.Id, JobPhase.Completed)], before.Jobs.Select(entry => (entry.JobId, entry.Phase)));
        Assert.Equal(before.Jobs.Select(entry => (entry.JobId, entry.Phase)), after.Jobs.Select(entry => (entry.JobId, entry.Phase)));
        Assert.Equal(before.Jobs[1], after.Jobs[1]);
        Assert.Equal(before.Jobs[1], (await job.NowAsync()).Job);
        Assert.Equal(15ul, before.Jobs[0].Parameters);
    }

    [Fact]
    public async Task Watch_WholeJob_ShowsEveryPhaseAndEndsWithIt()
    {
        await using var job = await RunningJob.StartAsync(JobText.Of(rounds: 2));
        using var call = job.Coordinator.Jobs.WatchJob(new WatchJobRequest { JobId = job.Id });
        using var patience = new CancellationTokenSource(TestCoordinator.Patience);
        Assert.True(await call.ResponseStream.MoveNext(patience.Token));
        Assert.Equal(JobPhase.Collecting, call.ResponseStream.Current.Job.Phase);

        await job.TrainAsync();
        await job.UntilPublishedAsync(1);
        await job.TrainAsync();
        var records = new Dictionary<uint, RoundRecord>();
        var last = call.ResponseStream.Current;
        while (await call.ResponseStream.MoveNext(patience.Token))
        {
            last = call.ResponseStream.Current;
            foreach (var record in last.Rounds)
            {
                records[record.Round] = record;
            }
        }

        Assert.Equal(JobPhase.Completed, last.Job.Phase);
        Assert.Equal([.. (await job.NowAsync()).Rounds], records.Values.OrderBy(record => record.Round));
    }

    [Fact]
    public async Task Watch_JobThatHasEnded_ShowsItAndEnds()
    {
        await using var job = await RunningJob.StartAsync(JobText.Of());
        await job.TrainAsync();
        await job.UntilAsync(JobPhase.Completed);
        await job.Coordinator.RestartAsync();

        using var call = job.Coordinator.Jobs.WatchJob(new WatchJobRequest { JobId = job.Id });
        var seen = new List<WatchJobResponse>();
        await foreach (var response in call.ResponseStream.ReadAllAsync())
        {
            seen.Add(response);
        }

        Assert.Equal(RoundOutcome.Completed, Assert.Single(Assert.Single(seen).Rounds).Outcome);
    }

    [Fact]
    public async Task Cancel_WithAnOpenRound_SendsTheSitesHome()
    {
        await using var job = await RunningJob.StartAsync(JobText.Of());
        var plan = await job.First.AcceptAsync();

        await job.Coordinator.Jobs.CancelJobAsync(new CancelJobRequest { JobId = job.Id });

        var ended = await job.NowAsync();
        Assert.Equal(JobPhase.Cancelled, ended.Job.Phase);
        Assert.Equal(RoundOutcome.Abandoned, ended.Rounds.Single().Outcome);
        Assert.True((await job.First.Work.ReportProgressAsync(new ReportProgressRequest { Ref = plan.Ref })).Abandon);
        await Refused.WithAsync("job.ended", () => job.First.UploadAsync(plan, plan.Constant(1)));
        Assert.Null((await job.First.PollAsync()).Offer);
        await Refused.WithAsync("job.ended", async () => await job.Coordinator.Jobs.CancelJobAsync(new CancelJobRequest { JobId = job.Id }));
    }

    [Fact]
    public async Task Sites_OfACancelledJob_AreFreeForTheNext()
    {
        await using var job = await RunningJob.StartAsync(JobText.Of());
        var next = await job.Coordinator.SubmitAsync(JobText.Of());
        Assert.Equal(JobPhase.Waiting, (await job.Coordinator.Jobs.GetJobAsync(new GetJobRequest { JobId = next })).Job.Phase);

        await job.Coordinator.Jobs.CancelJobAsync(new CancelJobRequest { JobId = job.Id });

        Assert.Equal(next, (await job.First.OfferedAsync()).Ref.JobId);
    }

    [Fact]
    public async Task Calls_AboutNoJob_AreRefused()
    {
        await using var job = await RunningJob.StartAsync(JobText.Of());
        var jobs = job.Coordinator.Jobs;

        await Refused.WithAsync("job.unknown", async () => await jobs.GetJobAsync(new GetJobRequest { JobId = "nothing" }));
        await Refused.WithAsync("job.unknown", async () => await jobs.CancelJobAsync(new CancelJobRequest { JobId = "../../etc/passwd" }));
        await Refused.WithAsync("job.unknown", async () => await jobs.WatchJob(new WatchJobRequest()).ResponseStream.MoveNext(default));
        await Refused.WithAsync("model.unknown", () => job.Coordinator.ModelAsync(job.Id));
        await Refused.WithAsync("model.unknown", () => job.Coordinator.ModelAsync(job.Id, round: 9));
    }
}
