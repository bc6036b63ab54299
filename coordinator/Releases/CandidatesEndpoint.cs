using FederatedSecure.Assurance.Releases;
using FederatedSecure.Assurance.Reports;
using FederatedSecure.Coordinator.Errors;
using FederatedSecure.Coordinator.Identity;
using FederatedSecure.Coordinator.Models;
using FederatedSecure.Coordinator.Server;
using FederatedSecure.Coordinator.Sessions;
using FederatedSecure.Cryptography.Content;
using FederatedSecure.Numerics;
using FederatedSecure.Protos.V1;
using FederatedSecure.Rounds;
using FederatedSecure.Rounds.Jobs;
using Google.Protobuf;
using Grpc.Core;

namespace FederatedSecure.Coordinator.Releases;

/// <summary>The evaluator's side of a release: candidates out, signed reports in.</summary>
internal sealed class CandidatesEndpoint(
    ReleaseDesk desk, CandidateStore store, GatedJobs jobs, ModelStore models, CoordinatorOptions options, IRandomSource random)
    : CandidatesService.CandidatesServiceBase
{
    private const double Jitter = 0.2;

    public override Task<PollCandidateResponse> PollCandidate(PollCandidateRequest request, ServerCallContext context)
    {
        SessionsEndpoint.CheckDataSets(request.DataSets);
        var found = desk.NextFor(context.CallingSite(), request.DataSets);
        var pace = found is null ? options.IdlePoll : options.ActivePoll;
        return Task.FromResult(new PollCandidateResponse
        {
            NextPollAfterMilliseconds = (uint)Math.Min((pace * (1 + (Jitter * ((2 * random.NextDouble()) - 1)))).TotalMilliseconds, uint.MaxValue),
            Candidate = found is var (row, spec) ? Offer(row, spec) : null,
        });
    }

    public override async Task<SubmitReportResponse> SubmitReport(IAsyncStreamReader<SubmitReportRequest> requests, ServerCallContext context)
    {
        var evaluator = context.CallingSite();
        if (!await requests.MoveNext(context.CancellationToken) || requests.Current.Header is not { } header)
        {
            throw Refusals.RequestBad.Because("The call begins without a header that says what the report is about.");
        }

        var (row, spec) = Require(header.Ref, evaluator);
        var statement = ReadStatement(header, row, spec, evaluator);
        var certificate = context.GetHttpContext().Connection.ClientCertificate!;
        if (!statement.IsSignedBy(certificate, header.Signature.Span))
        {
            throw Refusals.ReportSignature.Because($"The report on {row.Id} is not signed by the key of the certificate under which {evaluator} calls.");
        }

        var bytes = await ReportUpload.ReceiveAsync(requests, header, statement.Report, context.CancellationToken);
        var report = AssuranceReport.Read(bytes);
        if (!report.IsGood)
        {
            throw Refusals.ReportMalformed.Because(report.Problem);
        }

        if (ReportReview.Problem(report.Report, row.Model, spec.Release!.Profile, ReportStatement.SeedOf(row.Nonce)) is { } problem)
        {
            throw Refusals.ReportOther.Because($"The report does not answer what was asked about {row.Id}. {problem}");
        }

        var (candidate, counted) = desk.Take(row, spec, evaluator, report.Report, bytes, certificate.RawData, header.Signature.ToByteArray());
        return counted.Report == statement.Report
            ? new SubmitReportResponse
            {
                Verdict = ReleaseMessages.ToMessage(counted.Answer),
                Status = ReleaseMessages.ToMessage(candidate.Status),
                Reason = counted.Reason,
            }
            : throw Refusals.ReportSecond.Because($"{evaluator} has answered about {row.Id} before: {counted.Answer.ToString().ToLowerInvariant()}.");
    }

    public override Task<RefuseCandidateResponse> RefuseCandidate(RefuseCandidateRequest request, ServerCallContext context)
    {
        var evaluator = context.CallingSite();
        var (row, spec) = Require(request.Ref, evaluator);
        var (code, reason) = ForeignText.Clean(request.Code, request.Reason);
        desk.Refuse(row, spec, evaluator, $"{code}: {reason}");
        return Task.FromResult(new RefuseCandidateResponse());
    }

    /// <summary>What the header says, held against what was offered.</summary>
    private static ReportStatement ReadStatement(ReportHeader header, CandidateRow row, JobSpec spec, SiteId evaluator)
    {
        if (!Digest.TryFromBytes(header.Nonce.Span, out var nonce)
            || !Digest.TryFromBytes(header.ModelDigest.Span, out var model)
            || !Digest.TryFromBytes(header.GateDigest.Span, out var gate)
            || !Digest.TryFromBytes(header.ReportDigest.Span, out var report))
        {
            throw Refusals.RequestBad.Because("The report's header contains something that is no SHA-256.");
        }

        if (nonce != row.Nonce)
        {
            throw Refusals.ReportStale.Because($"The report is bound to another nonce than that of {row.Id}: it was made for another candidate.");
        }

        if (model != row.Model)
        {
            throw Refusals.ReportOther.Because($"The report is about the model {model}; that of {row.Id} is {row.Model}.");
        }

        return gate == Digest.Of(spec.Release!.GateText.AsSpan())
            ? new ReportStatement(row.Id.ToString(), nonce, model, gate, report, evaluator.Value)
            : throw Refusals.ReportOther.Because($"The report was made for another gate than that of the job {row.Id.Job}.");
    }

    private (CandidateRow Candidate, JobSpec Spec) Require(CandidateRef? reference, SiteId evaluator)
    {
        var id = ReleaseMessages.Read(reference);
        if (store.Find(id) is not { } row || jobs.Find(id.Job) is not { } spec)
        {
            throw Refusals.CandidateUnknown.Because($"There is no candidate {id}.");
        }

        return spec.Release!.Evaluators.Contains(evaluator)
            ? (row, spec)
            : throw Refusals.CandidateNotYours.Because($"{evaluator} is not among the evaluators of the job {id.Job}.");
    }

    private Candidate Offer(CandidateRow row, JobSpec spec) => new()
    {
        Ref = ReleaseMessages.ToMessage(row.Id),
        JobName = spec.Name,
        Nonce = ByteString.CopyFrom(row.Nonce.ToArray()),
        ModelSpec = ByteString.CopyFrom(spec.Model.ToJson()),
        Model = ReleaseMessages.ToMessage(models.Get(row.Model).Manifest),
        DataSet = spec.DataSet,
        Gate = ByteString.CopyFrom(spec.Release!.GateText.AsSpan()),
        Profile = spec.Release.Profile,
        Round = (uint)row.Round,
    };
}
