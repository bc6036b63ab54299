namespace FederatedSecure.Lab.RedTeam.Extraction;

/// <summary>How a copy is trained.</summary>
/// <param name="Epochs">Passes over what was written down.</param>
/// <param name="Seed">Everything random follows from it.</param>
/// <param name="Cancellation">Looked at before every step.</param>
internal sealed record ExtractionTerms(int Epochs, ulong Seed, CancellationToken Cancellation);
