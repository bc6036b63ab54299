using FederatedSecure.Assurance.Releases;

namespace FederatedSecure.Coordinator.Releases;

/// <summary>A step in a candidate's life.</summary>
/// <param name="At">Seconds since the epoch.</param>
/// <param name="Status">Where it stood from then on.</param>
/// <param name="Reason">Why.</param>
internal sealed record CandidateEventRow(long At, CandidateStatus Status, string Reason);
