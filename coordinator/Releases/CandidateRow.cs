using FederatedSecure.Assurance.Releases;
using FederatedSecure.Cryptography.Content;
using FederatedSecure.Rounds;

namespace FederatedSecure.Coordinator.Releases;

/// <summary>A candidate as it is stored.</summary>
/// <param name="Id">Its name.</param>
/// <param name="Model">SHA-256 of its file.</param>
/// <param name="Round">The round that published it; 0 for weights that a person sent.</param>
/// <param name="Nonce">32 random bytes that reports on it are bound to.</param>
/// <param name="ApprovedBy">Who stands for it; empty where a round published it.</param>
/// <param name="Note">What that person said of it.</param>
/// <param name="CreatedAt">Seconds since the epoch.</param>
/// <param name="Status">Where it stands.</param>
/// <param name="Reason">Why.</param>
/// <param name="DecidedAt">Seconds since the epoch; 0 while it waits.</param>
/// <param name="Release">The signed release, a serialized message; null where it never was released.</param>
internal sealed record CandidateRow(
    CandidateId Id,
    Digest Model,
    int Round,
    Digest Nonce,
    string ApprovedBy,
    string Note,
    long CreatedAt,
    CandidateStatus Status,
    string Reason,
    long DecidedAt,
    byte[]? Release);
