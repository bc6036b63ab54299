using FederatedSecure.Protos.V1;
using Google.Protobuf;

namespace FederatedSecure.Coordinator.Tests.Support;

/// <summary>A job with a release gate, its site and its evaluators.</summary>
internal sealed class GatedJob : IAsyncDisposable
{
    private GatedJob(RunningJob job, IReadOnlyList<TestSite> evaluators) => (Job, Evaluators) = (job, evaluators);

    public RunningJob Job { get; }

    public TestCoordinator Coordinator => Job.Coordinator;

    public IReadOnlyList<TestSite> Evaluators { get; }

    /// <summary>The first evaluator.</summary>
    public TestSite RedTeam => Evaluators[0];

    public static async Task<GatedJob> StartAsync(int evaluators = 1, int required = 1, int rounds = 1, string when = "last", string model = JobText.Small)
    {
        var coordinator = await TestCoordinator.StartAsync();
        var joined = new List<TestSite>();
        for (var i = 0; i < evaluators; i++)
        {
            joined.Add(await coordinator.JoinEvaluatorAsync($"red-{(char)('a' + i)}"));
        }

        var text = JobText.Of(sites: 1, rounds: rounds, model: model, release: JobText.Gate(required, when, [.. joined.Select(evaluator => evaluator.Name)]));
        return new GatedJob(await RunningJob.StartAsync(text, sites: 1, coordinator), joined);
    }

    /// <summary>The job with its last round published.</summary>
    public static async Task<GatedJob> TrainedAsync(int evaluators = 1, int required = 1, int rounds = 1, string when = "last", string model = JobText.Small)
    {
        var job = await StartAsync(evaluators, required, rounds, when, model);
        for (var round = 1; round <= rounds; round++)
        {
            await job.TrainAsync(round);
        }

        return job;
    }

    /// <summary>Publishes the next round.</summary>
    public async Task TrainAsync(int round)
    {
        await Job.TrainAsync(round);
        await Job.UntilPublishedAsync(round);
    }

    /// <summary>A person submits weights, all of the same value.</summary>
    public async Task<CandidateRef> SubmitAsync(float value, string by = "dr-weber", string note = "fine-pruned")
    {
        var model = await Coordinator.ModelAsync(Job.Id, round: 1, unreleased: true);
        for (var offset = model.Length - (15 * sizeof(float)); offset < model.Length; offset += sizeof(float))
        {
            BitConverter.TryWriteBytes(model.AsSpan(offset), value);
        }

        return await SubmitAsync(new CandidateProposal { JobId = Job.Id, ApprovedBy = by, Note = note }, model);
    }

    /// <summary>A person submits whatever a test wants.</summary>
    public async Task<CandidateRef> SubmitAsync(CandidateProposal proposal, byte[] file)
    {
        using var call = Coordinator.Releases.SubmitCandidate();
        await call.RequestStream.WriteAsync(new SubmitCandidateRequest { Proposal = proposal });
        foreach (var part in file.Chunk(1 << 20))
        {
            await call.RequestStream.WriteAsync(new SubmitCandidateRequest { Data = ByteString.CopyFrom(part) });
        }

        await call.RequestStream.CompleteAsync();
        return (await call.ResponseAsync).Ref;
    }

    public async Task<GetCandidateResponse> CandidateAsync(uint number) => await Coordinator.Releases.GetCandidateAsync(
        new GetCandidateRequest { Ref = new CandidateRef { JobId = Job.Id, Number = number } });

    public async Task<CandidateStatus> StatusAsync(uint number) => (await CandidateAsync(number)).Candidate.Status;

    /// <summary>The number of what is released; 0 for nothing.</summary>
    public async Task<uint> ReleasedAsync() => (await Coordinator.Releases.ListCandidatesAsync(new ListCandidatesRequest { JobId = Job.Id }))
        .Candidates.SingleOrDefault(candidate => candidate.IsCurrentRelease)?.Ref.Number ?? 0;

    public async ValueTask DisposeAsync()
    {
        foreach (var evaluator in Evaluators)
        {
            evaluator.Dispose();
        }

        await Job.DisposeAsync();
    }
}
