using System.Collections.Immutable;

namespace FederatedSecure.Client.Prediction.Serving;

/// <summary>Answer to POST /predict.</summary>
/// <param name="Model">The model's version.</param>
/// <param name="Predictions">One for each record, in their order.</param>
/// <param name="Drift">Whether the inputs have drifted; null before there were enough.</param>
internal sealed record PredictionResponse(string Model, ImmutableArray<Answer> Predictions, bool? Drift);
