namespace FederatedSecure.Lab.RedTeam.Evasion.Physical;

/// <summary>A loss of logits, as its derivative: fills in ∂loss/∂logit of each record.</summary>
/// <param name="logits">Record after record.</param>
/// <param name="classes">Logits of one record.</param>
/// <param name="coefficients">As many, all 0.</param>
internal delegate void LogitSlope(ReadOnlySpan<float> logits, int classes, Span<float> coefficients);
