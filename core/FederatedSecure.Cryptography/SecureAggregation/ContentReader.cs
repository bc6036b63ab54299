namespace FederatedSecure.Cryptography.SecureAggregation;

/// <summary>Reads bytes of an upload, wherever it is kept.</summary>
/// <param name="offset">Where they start.</param>
/// <param name="destination">Filled completely.</param>
public delegate void ContentReader(long offset, Span<byte> destination);
