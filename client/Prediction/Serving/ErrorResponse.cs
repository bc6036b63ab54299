namespace FederatedSecure.Client.Prediction.Serving;

/// <summary>Answer to a request that cannot be served.</summary>
/// <param name="Error">What is wrong, and what to change.</param>
internal sealed record ErrorResponse(string Error);
