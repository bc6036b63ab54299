using FederatedSecure.Coordinator.Errors;
using FederatedSecure.Protos.V1;
using FederatedSecure.Rounds;
using Google.Protobuf;
using Grpc.Core;

namespace FederatedSecure.Coordinator.Releases;

/// <summary>Administration of releases.</summary>
internal sealed class ReleasesEndpoint(ReleaseDesk desk, CandidateStore store, ReportFiles files, GatedJobs jobs, ProposalDesk proposals)
    : ReleasesService.ReleasesServiceBase
{
    private const int StreamChunk = 256 << 10;

    public override Task<ListCandidatesResponse> ListCandidates(ListCandidatesRequest request, ServerCallContext context)
    {
        JobId? wanted = null;
        if (request.JobId.Length > 0)
        {
            wanted = JobId.TryParse(request.JobId, out var job) ? job : throw Refusals.JobUnknown.Because($"There is no job \"{request.JobId}\".");
        }

        return Task.FromResult(new ListCandidatesResponse { Candidates = { store.List(wanted).Select(Summary) } });
    }

    public override Task<GetCandidateResponse> GetCandidate(GetCandidateRequest request, ServerCallContext context)
    {
        var row = Find(request.Ref);
        var answers = store.Reports(row.Id);
        return Task.FromResult(new GetCandidateResponse
        {
            Candidate = Summary(row),
            Reports = { answers.Select(ReleaseMessages.Report) },
            Awaited = { jobs.Find(row.Id.Job) is { } spec && row.Status == Assurance.Releases.CandidateStatus.Waiting ? desk.Awaited(spec, answers) : [] },
            History =
            {
                store.Events(row.Id).Select(step => new CandidateEvent { At = step.At, Status = ReleaseMessages.ToMessage(step.Status), Reason = step.Reason }),
            },
        });
    }

    public override async Task<SubmitCandidateResponse> SubmitCandidate(IAsyncStreamReader<SubmitCandidateRequest> requests, ServerCallContext context)
    {
        if (!await requests.MoveNext(context.CancellationToken) || requests.Current.Proposal is not { } proposal)
        {
            throw Refusals.RequestBad.Because("The call begins without a proposal that says what is submitted.");
        }

        return new SubmitCandidateResponse { Ref = ReleaseMessages.ToMessage(await proposals.TakeAsync(proposal, requests, context.CancellationToken)) };
    }

    public override Task<QuarantineCandidateResponse> QuarantineCandidate(QuarantineCandidateRequest request, ServerCallContext context)
    {
        var row = Find(request.Ref);
        var (by, reason) = (ForeignText.Clean(request.By), ForeignText.Clean(request.Reason));
        if (string.IsNullOrWhiteSpace(by) || string.IsNullOrWhiteSpace(reason))
        {
            throw Refusals.RequestBad.Because("A quarantine needs the name of who decides, and a reason.");
        }

        return desk.Quarantine(row, by, reason)
            ? Task.FromResult(new QuarantineCandidateResponse())
            : throw Refusals.CandidateQuarantined.Because($"{row.Id} is quarantined already: {row.Reason}");
    }

    public override async Task GetReport(GetReportRequest request, IServerStreamWriter<GetReportResponse> responses, ServerCallContext context)
    {
        var row = Find(request.Ref);
        var digest = store.Reports(row.Id).FirstOrDefault(answer => answer.Evaluator.Value == request.Evaluator)?.Report
            ?? throw Refusals.CandidateUnknown.Because($"\"{request.Evaluator}\" has brought no report on {row.Id}.");
        var bytes = files.Read(digest);
        for (var offset = 0; offset < bytes.Length; offset += StreamChunk)
        {
            var part = bytes.AsMemory(offset, Math.Min(StreamChunk, bytes.Length - offset));
            await responses.WriteAsync(new GetReportResponse { Data = UnsafeByteOperations.UnsafeWrap(part) }, context.CancellationToken);
        }
    }

    private CandidateSummary Summary(CandidateRow row)
    {
        var spec = jobs.Find(row.Id.Job);
        return ReleaseMessages.Summary(row, spec, desk.Reason(row, spec), store.Current(row.Id.Job));
    }

    private CandidateRow Find(CandidateRef? reference)
    {
        var id = ReleaseMessages.Read(reference);
        return store.Find(id) ?? throw Refusals.CandidateUnknown.Because($"There is no candidate {id}.");
    }
}
