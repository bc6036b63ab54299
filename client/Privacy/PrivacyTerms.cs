using FederatedSecure.Learning.Private;

namespace FederatedSecure.Client.Privacy;

/// <summary>What a plan asks of private training, every number in range.</summary>
/// <param name="Epsilon">ε that the job may cost one record, at most; null where the noise is given.</param>
/// <param name="Delta">δ.</param>
/// <param name="NoiseMultiplier">σ; null where it follows from ε.</param>
/// <param name="ClipNorm">C.</param>
/// <param name="Clipping">What is clipped.</param>
/// <param name="TargetQuantile">The quantile that adaptive clipping follows.</param>
/// <param name="BudgetedRounds">Rounds that the noise is made for.</param>
public sealed record PrivacyTerms(
    double? Epsilon, double Delta, double? NoiseMultiplier, double ClipNorm, ClippingKind Clipping, double TargetQuantile, int BudgetedRounds);
