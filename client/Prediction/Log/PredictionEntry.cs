using System.Collections.Immutable;

namespace FederatedSecure.Client.Prediction.Log;

/// <summary>What is logged of one input. Nothing of the input itself.</summary>
/// <param name="At">When.</param>
/// <param name="Outcome">"predicted", "refused", or "suppressed" for refusals that came too fast to be logged one by one.</param>
/// <param name="Model">SHA-256 of the model's weights file.</param>
internal sealed record PredictionEntry(DateTimeOffset At, string Outcome, string Model)
{
    /// <summary>Keyed fingerprint of the input; null for suppressed ones.</summary>
    public string? Input { get; init; }

    /// <summary>The predicted class.</summary>
    public string? Class { get; init; }

    /// <summary>The probability that the model gives it.</summary>
    public double? Confidence { get; init; }

    /// <summary>What was remarkable: "unusual", "drift".</summary>
    public ImmutableArray<string>? Flags { get; init; }

    /// <summary>Which rule refused it, as "bounds: age"; never the value.</summary>
    public string? Reason { get; init; }

    /// <summary>How many were suppressed.</summary>
    public long? Count { get; init; }
}
