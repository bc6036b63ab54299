using System.Buffers.Binary;
using System.Text;
using FederatedSecure.Assurance.Releases;
using FederatedSecure.Assurance.Reports;
using FederatedSecure.Coordinator.Certificates;
using FederatedSecure.Coordinator.Models;
using FederatedSecure.Coordinator.Sites;
using FederatedSecure.Cryptography.Content;
using FederatedSecure.Protos.V1;
using FederatedSecure.Rounds;
using FederatedSecure.Rounds.Jobs;
using Google.Protobuf;

namespace FederatedSecure.Coordinator.Releases;

/// <summary>
/// Decides what is released. An answer, the decision that follows and the signed release are stored in one transaction, so that a
/// coordinator that is killed at any moment has either all of them or none.
/// </summary>
internal sealed partial class ReleaseDesk(
    CandidateStore store, ReportFiles files, GatedJobs jobs, ModelStore models, SiteRegistry sites, ServerIdentity identity, TimeProvider time, ILogger<ReleaseDesk> logger)
{
    /// <summary>What an evaluator is to look at next; null if there is nothing. Newest first: that is what users wait for.</summary>
    public (CandidateRow Candidate, JobSpec Spec)? NextFor(SiteId evaluator, IReadOnlyCollection<string> dataSets)
    {
        foreach (var row in store.Unanswered(evaluator))
        {
            if (jobs.Find(row.Id.Job) is { } spec
                && spec.Release!.Evaluators.Contains(evaluator)
                && dataSets.Contains(spec.DataSet)
                && (row.Status == Assurance.Releases.CandidateStatus.Waiting || store.Current(row.Id.Job)?.Id == row.Id))
            {
                return (row, spec);
            }
        }

        return null;
    }

    /// <summary>Takes a report that has been checked to be the evaluator's own word on this candidate.</summary>
    public (CandidateRow Candidate, ReportRow Answer) Take(
        CandidateRow candidate, JobSpec spec, SiteId evaluator, AssuranceReport report, byte[] bytes, byte[] certificate, byte[] signature)
    {
        var (answer, reason) = ReportReview.Judge(spec.Release!.Gate, report, BaselineFor(candidate, evaluator));
        // The file first: a row without its report would be a release that nobody can look into.
        files.Store(bytes);
        return Take(candidate, spec, new ReportRow(evaluator, answer, reason, Digest.Of(bytes), bytes.Length, certificate, signature, Now));
    }

    /// <summary>Notes that an evaluator cannot evaluate a candidate.</summary>
    public (CandidateRow Candidate, ReportRow Answer) Refuse(CandidateRow candidate, JobSpec spec, SiteId evaluator, string reason) =>
        Take(candidate, spec, new ReportRow(evaluator, Answer.Refused, reason, Report: null, Length: 0, Certificate: null, Signature: null, Now));

    /// <summary>Takes a candidate out of use because a person says so.</summary>
    /// <returns>False if it is quarantined already.</returns>
    public bool Quarantine(CandidateRow candidate, string by, string reason)
    {
        var done = store.Quarantine(candidate.Id, $"{by}: {reason}");
        if (done)
        {
            Decided(logger, candidate.Id, Assurance.Releases.CandidateStatus.Quarantined, reason);
        }

        return done;
    }

    /// <summary>The evaluators of a job who may still answer: members that have not, and invited ones that have not come.</summary>
    public IReadOnlyList<string> Awaited(JobSpec spec, IReadOnlyCollection<ReportRow> answers)
    {
        var revoked = sites.Membership.Revoked;
        return [.. spec.Release!.Evaluators
            .Where(evaluator => !revoked.Contains(evaluator) && answers.All(answer => answer.Evaluator != evaluator))
            .Select(evaluator => evaluator.Value)];
    }

    /// <summary>Why a candidate stands where it stands; what it waits for, while it does.</summary>
    public string Reason(CandidateRow candidate, JobSpec? spec)
    {
        if (candidate.Status != Assurance.Releases.CandidateStatus.Waiting || spec is null)
        {
            return candidate.Reason;
        }

        return Decide(spec, store.Reports(candidate.Id)).Reason;
    }

    private long Now => time.GetUtcNow().ToUnixTimeSeconds();

    private (CandidateRow Candidate, ReportRow Answer) Take(CandidateRow candidate, JobSpec spec, ReportRow answer)
    {
        var (after, counted) = store.Take(
            candidate.Id, answer, (_, answers) => Decide(spec, answers), (row, answers, now) => Sign(row, spec, answers, now));
        if (ReferenceEquals(counted, answer))
        {
            Answered(logger, candidate.Id, answer.Evaluator, answer.Answer, answer.Reason);
            if (after.Status != candidate.Status)
            {
                Decided(logger, after.Id, after.Status, after.Reason);
            }
        }

        return (after, counted);
    }

    /// <summary>Whoever's membership has ended has no say any more: it may have ended because of what was said.</summary>
    private ReleaseDecision Decide(JobSpec spec, IReadOnlyList<ReportRow> answers)
    {
        var revoked = sites.Membership.Revoked;
        return ReleaseDecision.Of(
            spec.Release!.Required,
            [.. answers
                .Where(answer => !revoked.Contains(answer.Evaluator))
                .Select(answer => new EvaluatorAnswer(answer.Evaluator.Value, answer.Answer, answer.Reason))],
            Awaited(spec, answers));
    }

    /// <summary>The same evaluator's report on the last release: others measure on other records.</summary>
    private AssuranceReport? BaselineFor(CandidateRow candidate, SiteId evaluator) =>
        store.Current(candidate.Id.Job) is { } release
        && release.Id != candidate.Id
        && store.Reports(release.Id).FirstOrDefault(row => row.Evaluator == evaluator)?.Report is { } digest
            ? AssuranceReport.Read(files.Read(digest)).Report
            : null;

    private byte[] Sign(CandidateRow candidate, JobSpec spec, IReadOnlyList<ReportRow> answers, long now)
    {
        var passed = answers.Where(answer => answer is { Answer: Answer.Pass, Report: not null }).ToList();
        var seconds = new byte[sizeof(long)];
        BinaryPrimitives.WriteInt64LittleEndian(seconds, now);
        byte[] statement =
        [
            .. "federated.v1.Release\0"u8, .. candidate.Model.ToArray(), .. seconds,
            .. passed.SelectMany(answer => answer.Report!.Value.ToArray()), .. Encoding.UTF8.GetBytes(candidate.Id.ToString()),
        ];
        return new ReleasedModel
        {
            Ref = ReleaseMessages.ToMessage(candidate.Id),
            JobName = spec.Name,
            ModelSpec = ByteString.CopyFrom(spec.Model.ToJson()),
            Model = ReleaseMessages.ToMessage(models.Get(candidate.Model).Manifest),
            Round = (uint)candidate.Round,
            ReleasedAt = now,
            Reports =
            {
                passed.Select(answer => new ReleaseReport
                {
                    Evaluator = answer.Evaluator.Value,
                    ReportDigest = ByteString.CopyFrom(answer.Report!.Value.ToArray()),
                }),
            },
            Signature = ByteString.CopyFrom(identity.Sign(statement)),
        }.ToByteArray();
    }

    [LoggerMessage(EventId = 2201, Level = LogLevel.Information, Message = "{Candidate}: {Evaluator} says {Answer}: {Reason}")]
    private static partial void Answered(ILogger logger, CandidateId candidate, SiteId evaluator, Answer answer, string reason);

    [LoggerMessage(EventId = 2202, Level = LogLevel.Information, Message = "{Candidate} is {Status}: {Reason}")]
    private static partial void Decided(ILogger logger, CandidateId candidate, Assurance.Releases.CandidateStatus status, string reason);
}
