using FederatedSecure.Coordinator.Errors;
using FederatedSecure.Coordinator.Models;
using FederatedSecure.Coordinator.Rounds;
using FederatedSecure.Coordinator.Storage;
using FederatedSecure.Protos.V1;
using FederatedSecure.Rounds;
using FederatedSecure.Rounds.Jobs;
using FederatedSecure.Rounds.Machine;
using Google.Protobuf;
using Grpc.Core;
using RoundRecord = FederatedSecure.Protos.V1.RoundRecord;

namespace FederatedSecure.Coordinator.Jobs;

/// <summary>Job administration.</summary>
internal sealed class JobsEndpoint(
    JobHost jobs, JobStore store, ModelStore models, SiteAvailability availability, CoordinatorClock clock, IHostApplicationLifetime lifetime)
    : JobsService.JobsServiceBase
{
    private const int StreamChunk = 256 << 10;

    public override Task<SubmitJobResponse> SubmitJob(SubmitJobRequest request, ServerCallContext context)
    {
        var file = request.Job.ToByteArray();
        var parsed = JobFileReader.Parse(file);
        if (!parsed.IsValid)
        {
            throw Refusals.JobFileBad.Because(string.Join('\n', parsed.Problems));
        }

        try
        {
            var driver = jobs.Submit(parsed.Spec, file);
            return Task.FromResult(new SubmitJobResponse { JobId = driver.State.Id.Value, Warnings = { Warnings(parsed.Spec) } });
        }
        catch (Exception exception) when (StorageErrors.IsFull(exception))
        {
            throw Refusals.StorageFull.Because("The coordinator's disk is full.");
        }
    }

    public override Task<ListJobsResponse> ListJobs(ListJobsRequest request, ServerCallContext context) =>
        Task.FromResult(new ListJobsResponse { Jobs = { jobs.All.Reverse().Select(RoundRecords.Summary) } });

    public override Task<GetJobResponse> GetJob(GetJobRequest request, ServerCallContext context)
    {
        var driver = Find(request.JobId);
        return Task.FromResult(new GetJobResponse
        {
            Job = RoundRecords.Summary(driver),
            Rounds = { RoundRecords.Of(driver, store, clock.Now) },
        });
    }

    public override async Task WatchJob(WatchJobRequest request, IServerStreamWriter<WatchJobResponse> responses, ServerCallContext context)
    {
        var driver = Find(request.JobId);
        using var stopping = CancellationTokenSource.CreateLinkedTokenSource(context.CancellationToken, lifetime.ApplicationStopping);
        var sent = new Dictionary<(uint, uint), RoundRecord>();
        while (true)
        {
            // Taken before the state is looked at, so that no change falls between the two.
            var changed = driver.Changed;
            var summary = RoundRecords.Summary(driver);
            var records = RoundRecords.Of(driver, store, clock.Now).Where(record => !Same(sent, record)).ToList();
            await responses.WriteAsync(new WatchJobResponse { Job = summary, Rounds = { records } }, stopping.Token);
            foreach (var record in records)
            {
                sent[(record.Round, record.Attempt)] = record;
            }

            if (driver.State.HasEnded)
            {
                return;
            }

            await changed.WaitAsync(stopping.Token);
        }
    }

    public override Task<CancelJobResponse> CancelJob(CancelJobRequest request, ServerCallContext context)
    {
        var driver = Find(request.JobId);
        if (driver.State.HasEnded)
        {
            throw Refusals.JobEnded.Because($"The job {driver.State.Id} has ended already: {driver.State.Phase}.");
        }

        driver.Post(new JobEvent.JobCancelled());
        return Task.FromResult(new CancelJobResponse());
    }

    public override async Task GetModel(GetModelRequest request, IServerStreamWriter<GetModelResponse> responses, ServerCallContext context)
    {
        var state = Find(request.JobId).State;
        var round = request.Round == 0 ? state.PublishedRounds : (long)request.Round;
        var digest = state.Records.LastOrDefault(record => record.Round == round && record.Model is not null)?.Model
            ?? throw Refusals.ModelUnknown.Because($"{state.Id} has published no model in round {round}.");
        var model = models.Get(digest);
        using var file = File.OpenHandle(model.Path);
        for (long offset = 0; offset < model.Manifest.Length;)
        {
            var buffer = new byte[(int)Math.Min(StreamChunk, model.Manifest.Length - offset)];
            var read = await RandomAccess.ReadAsync(file, buffer, offset, context.CancellationToken);
            await responses.WriteAsync(new GetModelResponse { Data = UnsafeByteOperations.UnsafeWrap(buffer.AsMemory(0, read)) }, context.CancellationToken);
            offset += read;
        }
    }

    /// <summary>Whether a record was sent before and only its clock has moved on.</summary>
    private static bool Same(Dictionary<(uint, uint), RoundRecord> sent, RoundRecord record)
    {
        if (!sent.TryGetValue((record.Round, record.Attempt), out var before))
        {
            return false;
        }

        var copy = record.Clone();
        copy.Seconds = before.Seconds;
        return copy.Equals(before);
    }

    private IEnumerable<string> Warnings(JobSpec spec)
    {
        yield return "protection is \"plain\": the coordinator can read every site's update";
        var there = availability.With(spec.DataSet).Count();
        if (there < spec.Cohort.Size)
        {
            yield return $"{there} of {spec.Cohort.Size} sites with data set \"{spec.DataSet}\" are there now: the job waits for the others";
        }
    }

    private JobDriver Find(string text) => JobId.TryParse(text, out var id) && jobs.Find(id) is { } driver
        ? driver
        : throw Refusals.JobUnknown.Because($"There is no job \"{text}\".");
}
