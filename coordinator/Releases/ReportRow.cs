using FederatedSecure.Assurance.Releases;
using FederatedSecure.Cryptography.Content;
using FederatedSecure.Rounds;

namespace FederatedSecure.Coordinator.Releases;

/// <summary>An evaluator's answer as it is stored. The report itself is a file named by its digest.</summary>
/// <param name="Evaluator">Who answered.</param>
/// <param name="Answer">What the job's gate makes of it.</param>
/// <param name="Reason">What decided.</param>
/// <param name="Report">SHA-256 of the report; null for a refusal.</param>
/// <param name="Length">Its length in bytes.</param>
/// <param name="Certificate">The certificate under whose key it was signed, DER; null for a refusal.</param>
/// <param name="Signature">The signature; null for a refusal.</param>
/// <param name="ReceivedAt">Seconds since the epoch.</param>
internal sealed record ReportRow(
    SiteId Evaluator, Answer Answer, string Reason, Digest? Report, long Length, byte[]? Certificate, byte[]? Signature, long ReceivedAt);
