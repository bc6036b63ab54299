using FederatedSecure.Coordinator.Errors;
using FederatedSecure.Coordinator.Models;
using FederatedSecure.Coordinator.Planning;
using FederatedSecure.Coordinator.Releases;
using FederatedSecure.Coordinator.Rounds;
using FederatedSecure.Coordinator.Sites;
using FederatedSecure.Cryptography.Sharing;
using FederatedSecure.Protos.V1;
using FederatedSecure.Rounds;
using FederatedSecure.Rounds.Jobs;
using FederatedSecure.Rounds.Machine;
using Google.Protobuf;
using Grpc.Core;
using Judgement = FederatedSecure.Protos.V1.Judgement;
using MemberRole = FederatedSecure.Coordinator.Sites.MemberRole;

namespace FederatedSecure.Coordinator.Jobs;

/// <summary>Job administration.</summary>
internal sealed class JobsEndpoint(
    JobHost jobs, JobStore store, ModelStore models, ModelChoice choice, SiteRegistry sites, SiteAvailability availability, CoordinatorClock clock, IHostApplicationLifetime lifetime)
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

        var driver = jobs.Submit(parsed.Spec, file);
        return Task.FromResult(new SubmitJobResponse { JobId = driver.State.Id.Value, Warnings = { Warnings(parsed.Spec) } });
    }

    public override Task<ListJobsResponse> ListJobs(ListJobsRequest request, ServerCallContext context) =>
        Task.FromResult(new ListJobsResponse { Jobs = { jobs.List() } });

    public override Task<GetJobResponse> GetJob(GetJobRequest request, ServerCallContext context)
    {
        var driver = Find(request.JobId);
        return Task.FromResult(new GetJobResponse
        {
            Job = RoundRecords.Summary(driver.State, driver.SubmittedAt),
            Rounds = { RoundRecords.Of(driver.State, store, clock.Now) },
        });
    }

    public override async Task WatchJob(WatchJobRequest request, IServerStreamWriter<WatchJobResponse> responses, ServerCallContext context)
    {
        var driver = Find(request.JobId);
        using var stopping = CancellationTokenSource.CreateLinkedTokenSource(context.CancellationToken, lifetime.ApplicationStopping);
        var view = new JobView(driver, store, clock);
        try
        {
            for (var isOver = false; !isOver;)
            {
                // Both taken before the state is looked at, so that no change falls between the two.
                var changed = driver.Changed;
                isOver = driver.State.HasEnded;
                await responses.WriteAsync(view.Changes(), stopping.Token);
                if (!isOver)
                {
                    await changed.WaitAsync(stopping.Token);
                }
            }
        }
        catch (OperationCanceledException) when (!context.CancellationToken.IsCancellationRequested)
        {
            throw Refusals.Stopping.Because("The coordinator is being stopped.");
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

    public override Task<GetStandingsResponse> GetStandings(GetStandingsRequest request, ServerCallContext context)
    {
        var reputation = Find(request.JobId).State.Reputation;
        return Task.FromResult(new GetStandingsResponse
        {
            Sites =
            {
                reputation.Sites.Select(entry => new SiteStanding
                {
                    Site = entry.Key,
                    Standing = RoundRecords.Of(entry.Value.Standing),
                    Since = (uint)entry.Value.Since,
                    Until = (uint)(entry.Value.Until ?? 0),
                    Reason = entry.Value.InWords,
                }),
            },
        });
    }

    public override Task<JudgeSiteResponse> JudgeSite(JudgeSiteRequest request, ServerCallContext context)
    {
        var driver = Find(request.JobId);
        if (!driver.State.Spec.Aggregation.Reputation)
        {
            throw Refusals.JobNoReputation.Because($"The job {driver.State.Id} looks at no reputations.");
        }

        if (!SiteId.TryParse(request.Site, out var site))
        {
            throw Refusals.SiteUnknown.Because($"\"{request.Site}\" is no site's name.");
        }

        var judgement = request.Judgement switch
        {
            Judgement.Pardon => FederatedSecure.Rounds.Machine.Judgement.Pardon,
            Judgement.Exclude => FederatedSecure.Rounds.Machine.Judgement.Exclude,
            Judgement.Reset => FederatedSecure.Rounds.Machine.Judgement.Reset,
            _ => throw Refusals.RequestBad.Because("Say what is to become of the site: pardon, exclude or reset."),
        };
        driver.Post(new JobEvent.SiteJudged(site, judgement, ForeignText.Clean(request.Note)));
        return Task.FromResult(new JudgeSiteResponse());
    }

    public override async Task GetModel(GetModelRequest request, IServerStreamWriter<GetModelResponse> responses, ServerCallContext context)
    {
        var (digest, origin) = choice.Of(Find(request.JobId).State, request);
        var model = models.Get(digest);
        using var file = File.OpenHandle(model.Path);
        var buffer = new byte[StreamChunk];
        for (long offset = 0; offset < model.Manifest.Length;)
        {
            var read = await RandomAccess.ReadAsync(file, buffer, offset, context.CancellationToken);
            if (read == 0)
            {
                throw new InvalidDataException($"The file {model.Path} has been cut off: restore it from a backup.");
            }

            // The message is written out before this returns, so the buffer can serve the next one.
            var part = new GetModelResponse { Data = UnsafeByteOperations.UnsafeWrap(buffer.AsMemory(0, read)), Origin = offset == 0 ? origin : null };
            await responses.WriteAsync(part, context.CancellationToken);
            offset += read;
        }
    }

    private IEnumerable<string> Warnings(JobSpec spec)
    {
        if (spec.Encryption is not { } encryption)
        {
            yield return "protection is \"plain\": the coordinator can read every site's update, and sites refuse that unless their policy says allowPlain";
        }
        else
        {
            var holders = Math.Min(spec.Cohort.Invited, SecretSharing.MaximumHolders);
            if (encryption.ThresholdOf(holders) == holders)
            {
                yield return $"all {holders} share holders are needed to open a round: with one gone between its upload and the opening the attempt is abandoned; more sites, or a lower encryption.threshold, would tolerate that";
            }

            if (spec.MinimumReports < 2 * encryption.BucketSize)
            {
                yield return $"a round of fewer than {2 * encryption.BucketSize} reports is one single bucket: a site that spoils it spoils the round";
            }
        }

        if (spec.Noise is not null && spec.Training.ValidationFraction > 0)
        {
            yield return "training.validationFraction is above 0: sites report how good they find each model, as sums without noise, which the promise of encryption.siteNoise does not cover; 0 reports none";
        }

        foreach (var warning in RobustnessForecast.Of(spec).Warnings)
        {
            yield return warning.TrimEnd('.');
        }

        foreach (var warning in ReleaseWarnings(spec))
        {
            yield return warning;
        }

        var there = availability.With(spec.DataSet).Count();
        if (there < spec.Cohort.Size)
        {
            yield return $"{there} of {spec.Cohort.Size} sites with data set \"{spec.DataSet}\" are there now: the job waits for the others";
        }
    }

    private IEnumerable<string> ReleaseWarnings(JobSpec spec)
    {
        if (spec.Release is not { } release)
        {
            yield break;
        }

        if (release.Required == 1)
        {
            yield return "release.required is 1: one evaluator alone lets a model through that no other fails, so that users depend on its honesty; two of different owners would not";
        }

        foreach (var evaluator in release.Evaluators)
        {
            switch (sites.RoleOf(evaluator))
            {
                case null:
                    yield return $"{evaluator} has not joined: its reports are waited for until it does (`coordinator invite {evaluator} --role evaluator`)";
                    break;
                case MemberRole.Site:
                    yield return $"{evaluator} is a site, which has no say in what is released: no report of it will ever come";
                    break;
                default:
                    break;
            }
        }
    }

    private JobDriver Find(string text) => JobId.TryParse(text, out var id) && jobs.Find(id) is { } driver
        ? driver
        : throw Refusals.JobUnknown.Because($"There is no job \"{text}\".");
}
