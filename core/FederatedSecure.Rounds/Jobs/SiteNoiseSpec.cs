using System.Diagnostics.CodeAnalysis;
using FederatedSecure.Cryptography.NoiseShares;
using FederatedSecure.Privacy;

namespace FederatedSecure.Rounds.Jobs;

/// <summary>Noise that sites add in shares before they encrypt, so that sums tell little about any one site.</summary>
/// <param name="Mechanism">The kind of noise.</param>
/// <param name="Epsilon">ε that the whole job may cost one site, above 0 to 30. Without meaning where the noise is given.</param>
/// <param name="Delta">δ, above 0 to below 1.</param>
/// <param name="Deviation">σ of one site's noise, in units of the clip norm; null to work it out from ε.</param>
/// <param name="Beta">β of conditional rounding, 0 to 0.9.</param>
/// <param name="Colluding">Sites of a bucket whose noise is not counted on.</param>
/// <param name="SpareRounds">Rounds that a site may have to train twice; null for a tenth of all.</param>
public sealed record SiteNoiseSpec(
    DistributedMechanism Mechanism = DistributedMechanism.DiscreteGaussian,
    double Epsilon = 8,
    double Delta = 1e-5,
    double? Deviation = null,
    double Beta = SiteNoiseSpec.UsualBeta,
    int Colluding = 0,
    int? SpareRounds = null)
{
    /// <summary>e^−0.5, as Kairouz et al. take it.</summary>
    public const double UsualBeta = 0.60653065971263342;

    /// <summary>Rounds that the promise has to last for.</summary>
    /// <param name="rounds">Rounds to publish.</param>
    public int BudgetedRounds(int rounds) => rounds + (SpareRounds ?? (rounds + 9) / 10);

    /// <summary>What the plans of a job say about its noise.</summary>
    /// <param name="encryption">How updates are added up.</param>
    /// <param name="values">Values of the update.</param>
    /// <param name="rounds">Rounds to publish.</param>
    /// <param name="share">The noise of one site.</param>
    /// <param name="problem">Why it cannot be, and what to change.</param>
    public bool TryPlan(
        EncryptionSpec encryption, long values, int rounds, [NotNullWhen(true)] out NoiseShare? share, [NotNullWhen(false)] out string? problem)
    {
        share = null;
        var request = new NoiseRequest(encryption.BucketSize, encryption.Bits, encryption.ClipNorm, encryption.Range, values);
        var wanted = new NoiseTerms
        {
            Mechanism = Mechanism,
            Deviation = (Deviation ?? 1) * encryption.ClipNorm,
            Granularity = encryption.ClipNorm,
            Beta = Beta,
            Colluding = Colluding,
            Epsilon = Epsilon,
            Delta = Delta,
            BudgetedRounds = BudgetedRounds(rounds),
        };
        NoiseTerms? terms;
        return (Deviation is null ? NoisePlanner.TryCalibrate(wanted, request, out terms, out problem) : NoisePlanner.TryMeasure(wanted, request, out terms, out problem))
            && NoiseShare.TryCreate(terms, request, out share, out problem);
    }
}
