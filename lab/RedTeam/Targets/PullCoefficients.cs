namespace FederatedSecure.Lab.RedTeam.Targets;

/// <summary>Fills in ∂loss/∂logit.</summary>
/// <param name="first">Number of the first point of this part.</param>
/// <param name="logits">Logits, point after point.</param>
/// <param name="coefficients">As many, all 0.</param>
internal delegate void PullCoefficients(int first, ReadOnlySpan<float> logits, Span<float> coefficients);
