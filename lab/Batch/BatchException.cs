namespace FederatedSecure.Lab.Batch;

/// <summary>A case cannot be computed. The message says what to change.</summary>
internal sealed class BatchException(string message) : Exception(message);
