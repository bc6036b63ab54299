using FederatedSecure.Assurance.Releases;
using FederatedSecure.Coordinator.Errors;
using FederatedSecure.Cryptography.Content;
using FederatedSecure.Protos.V1;
using FederatedSecure.Rounds;
using FederatedSecure.Rounds.Jobs;
using Google.Protobuf;
using Grpc.Core;

namespace FederatedSecure.Coordinator.Releases;

/// <summary>Candidates and reports as messages.</summary>
internal static class ReleaseMessages
{
    /// <summary>The candidate that a call names.</summary>
    /// <exception cref="RpcException">It names none.</exception>
    public static CandidateId Read(CandidateRef? reference) =>
        reference is { Number: >= 1 and <= int.MaxValue } && JobId.TryParse(reference.JobId, out var job)
            ? new CandidateId(job, (int)reference.Number)
            : throw Refusals.CandidateUnknown.Because("The call names no candidate.");

    public static CandidateRef ToMessage(CandidateId id) => new() { JobId = id.Job.Value, Number = (uint)id.Number };

    public static Manifest ToMessage(ContentManifest manifest) => new()
    {
        Digest = ByteString.CopyFrom(manifest.Digest.ToArray()),
        Length = (ulong)manifest.Length,
        ChunkSize = ContentManifest.ChunkSize,
        Chunks = { manifest.Chunks.Select(chunk => ByteString.CopyFrom(chunk.ToArray())) },
    };

    public static Protos.V1.CandidateStatus ToMessage(Assurance.Releases.CandidateStatus status) => (Protos.V1.CandidateStatus)status;

    public static ReportVerdict ToMessage(Answer answer) => (ReportVerdict)answer;

    /// <summary>A candidate in short.</summary>
    /// <param name="row">The candidate.</param>
    /// <param name="spec">Its job; null if it cannot be read any more.</param>
    /// <param name="reason">Why it stands where it stands.</param>
    /// <param name="current">The job's release; null for none.</param>
    public static CandidateSummary Summary(CandidateRow row, JobSpec? spec, string reason, CandidateRow? current) => new()
    {
        Ref = ToMessage(row.Id),
        JobName = spec?.Name ?? "",
        Status = ToMessage(row.Status),
        Reason = reason,
        Round = (uint)row.Round,
        ApprovedBy = row.ApprovedBy,
        Note = row.Note,
        ModelDigest = ByteString.CopyFrom(row.Model.ToArray()),
        CreatedAt = row.CreatedAt,
        DecidedAt = row.DecidedAt,
        IsCurrentRelease = current?.Id == row.Id,
    };

    public static CandidateReport Report(ReportRow row) => new()
    {
        Evaluator = row.Evaluator.Value,
        Verdict = ToMessage(row.Answer),
        Reason = row.Reason,
        ReportDigest = row.Report is { } digest ? ByteString.CopyFrom(digest.ToArray()) : ByteString.Empty,
        Length = (ulong)row.Length,
        ReceivedAt = row.ReceivedAt,
        Certificate = row.Certificate is { } certificate ? ByteString.CopyFrom(certificate) : ByteString.Empty,
    };
}
