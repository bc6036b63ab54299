using FederatedSecure.Client.Prediction.Guard;

namespace FederatedSecure.Client.Prediction.Serving;

/// <summary>Answer to GET /health.</summary>
/// <param name="Model">The model's version.</param>
/// <param name="Drift">The last comparison of inputs with the reference; null before there were enough.</param>
internal sealed record HealthResponse(string Model, DriftReport? Drift);
