using FederatedSecure.Assurance.Measurements;
using FederatedSecure.Assurance.Releases;
using FederatedSecure.Assurance.Reports;
using FederatedSecure.Cryptography.Content;
using FederatedSecure.Protos.V1;

namespace FederatedSecure.Coordinator.Tests.Support;

/// <summary>Reports with figures of a test's choice.</summary>
internal static class SomeReport
{
    private const long Records = 10_000;

    /// <summary>A report on a candidate.</summary>
    /// <param name="candidate">The candidate as it was offered.</param>
    /// <param name="accuracy">Accuracy on 10,000 records.</param>
    /// <param name="backdoor">Success of a known trigger on as many.</param>
    public static AssuranceReport On(Candidate candidate, double accuracy = 0.97, double backdoor = 0.01) => new(
        "0.0.0",
        Digest.FromBytes(candidate.Model.Digest.Span),
        Digest.Of("records"u8),
        candidate.Profile,
        ReportStatement.SeedOf(Digest.FromBytes(candidate.Nonce.Span)),
        new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero),
        Seconds: 1,
        Threads: 1,
        [
            Probe("utility.accuracy", ProbeClass.Utility, Measurement.Part("utility.accuracy", (long)(accuracy * Records), Records)),
            Probe("backdoor.trigger", ProbeClass.Backdoor, Measurement.Part("backdoor.trigger.success", (long)(backdoor * Records), Records) with { LargerIsBetter = false }),
        ]);

    /// <summary>The header that an honest evaluator of that name sends along.</summary>
    public static ReportHeader Header(TestSite evaluator, Candidate candidate, byte[] report)
    {
        var statement = new ReportStatement(
            $"{candidate.Ref.JobId}/{candidate.Ref.Number}",
            Digest.FromBytes(candidate.Nonce.Span),
            Digest.FromBytes(candidate.Model.Digest.Span),
            Digest.Of(candidate.Gate.Span),
            Digest.Of(report),
            evaluator.Name);
        return Header(candidate.Ref, statement, report.Length, statement.Sign(evaluator.Key.Key));
    }

    /// <summary>A header that says whatever a test wants.</summary>
    public static ReportHeader Header(CandidateRef reference, ReportStatement statement, long length, byte[] signature) => new()
    {
        Ref = reference,
        Nonce = Bytes(statement.Nonce),
        ModelDigest = Bytes(statement.Model),
        GateDigest = Bytes(statement.Gate),
        ReportDigest = Bytes(statement.Report),
        Length = (ulong)length,
        Signature = Google.Protobuf.ByteString.CopyFrom(signature),
    };

    private static Google.Protobuf.ByteString Bytes(Digest digest) => Google.Protobuf.ByteString.CopyFrom(digest.ToArray());

    private static ProbeReport Probe(string id, ProbeClass kind, Measurement measurement) =>
        new(id, kind, id, "", ProbeOutcome.Ran, Seed: 1, Seconds: 1) { Measurements = [measurement] };
}
