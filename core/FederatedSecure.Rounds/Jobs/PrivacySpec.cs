namespace FederatedSecure.Rounds.Jobs;

/// <summary>
/// How the sites' training protects each record: DP-SGD. Every site works out its own noise, because that depends on how many
/// records it has.
/// </summary>
/// <param name="Epsilon">ε that the whole job may cost one record of a site, above 0 to 1,000. Without meaning where the noise is given.</param>
/// <param name="Delta">δ, above 0 to below 1: far less than one in the number of a site's records.</param>
/// <param name="NoiseMultiplier">σ of all sites, above 0 to 1,000; null to have each site work out its own from ε.</param>
/// <param name="ClipNorm">C: the L2 norm that one record's gradient has at most; where it adapts, the first one.</param>
/// <param name="Clipping">What is clipped.</param>
/// <param name="TargetQuantile">Part of the gradients that adaptive clipping leaves as they are, above 0 to below 1.</param>
/// <param name="SpareRounds">Rounds that a site may have to train twice, because an attempt came to nothing; null for a tenth of all.</param>
public sealed record PrivacySpec(
    double Epsilon = 8,
    double Delta = 1e-5,
    double? NoiseMultiplier = null,
    double ClipNorm = 1,
    ClippingKind Clipping = ClippingKind.Flat,
    double TargetQuantile = 0.5,
    int? SpareRounds = null)
{
    /// <summary>Rounds that the budget has to last for.</summary>
    /// <param name="rounds">Rounds to publish.</param>
    public int BudgetedRounds(int rounds) => rounds + (SpareRounds ?? (rounds + 9) / 10);
}
