using System.Collections.Immutable;
using System.Text.Json.Serialization;
using FederatedSecure.Client.Prediction.Guard;
using FederatedSecure.Client.Prediction.Log;
using FederatedSecure.Client.Prediction.Serving;

namespace FederatedSecure.Client.Prediction;

/// <summary>What predictions look like for other programs.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(Answer))]
[JsonSerializable(typeof(DriftReport))]
[JsonSerializable(typeof(ImmutableArray<Answer>))]
[JsonSerializable(typeof(LogVerification))]
[JsonSerializable(typeof(PredictionResponse))]
[JsonSerializable(typeof(HealthResponse))]
[JsonSerializable(typeof(ErrorResponse))]
[JsonSerializable(typeof(ScoreSummary))]
internal sealed partial class PredictionJson : JsonSerializerContext;
