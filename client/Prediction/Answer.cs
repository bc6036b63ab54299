using System.Text.Json.Serialization;

namespace FederatedSecure.Client.Prediction;

/// <summary>What is answered to one input.</summary>
/// <param name="Outcome">"predicted" or "refused".</param>
/// <param name="Class">The predicted class.</param>
/// <param name="Confidence">The probability that the model gives it: not calibrated, and no measure of being right.</param>
/// <param name="Unusual">Whether the input is unlike 99 in 100 of the records that the reference was made from.</param>
/// <param name="Reason">Why it was refused.</param>
internal sealed record Answer(
    string Outcome,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Class = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] double? Confidence = null,
    bool Unusual = false,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Reason = null)
{
    /// <summary>Whether there is a prediction.</summary>
    [JsonIgnore]
    public bool IsPredicted => Outcome == "predicted";
}
