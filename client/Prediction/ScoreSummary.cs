using FederatedSecure.Client.Prediction.Guard;

namespace FederatedSecure.Client.Prediction;

/// <summary>What came of scoring a file.</summary>
/// <param name="Model">The model's version.</param>
/// <param name="Predicted">Records with a prediction.</param>
/// <param name="Unusual">Those among them that are unlike the reference.</param>
/// <param name="Refused">Records that the guard refused.</param>
/// <param name="Drift">The last comparison with the reference; null where there were too few records.</param>
internal sealed record ScoreSummary(string Model, long Predicted, long Unusual, long Refused, DriftReport? Drift);
