using FederatedSecure.Cryptography.NoiseShares;
using FederatedSecure.Privacy;

namespace FederatedSecure.Client.Privacy;

/// <summary>The noise that a plan asked of this site, as the journal keeps it: all that it takes to work out what the job promises.</summary>
/// <param name="Mechanism">The kind of noise.</param>
/// <param name="Deviation">σ of this site's noise, in units of the update.</param>
/// <param name="Granularity">γ.</param>
/// <param name="Beta">β.</param>
/// <param name="Colluding">Sites of a bucket whose noise is not counted on.</param>
/// <param name="Epsilon">ε that the job promises.</param>
/// <param name="Delta">δ.</param>
/// <param name="BudgetedRounds">Rounds that the promise is made for.</param>
/// <param name="BucketSize">k.</param>
/// <param name="Bits">Bits of a value.</param>
/// <param name="ClipNorm">C.</param>
/// <param name="Range">r.</param>
/// <param name="Values">Values of the update.</param>
public sealed record SiteNoiseEntry(
    DistributedMechanism Mechanism,
    double Deviation,
    double Granularity,
    double Beta,
    int Colluding,
    double Epsilon,
    double Delta,
    int BudgetedRounds,
    int BucketSize,
    int Bits,
    double ClipNorm,
    double Range,
    long Values)
{
    /// <summary>What a plan asks for; null where it asks for none.</summary>
    public static SiteNoiseEntry? Of(NoiseShare? noise) => noise is null
        ? null
        : new SiteNoiseEntry(
            noise.Terms.Mechanism,
            noise.Terms.Deviation,
            noise.Terms.Granularity,
            noise.Terms.Beta,
            noise.Terms.Colluding,
            noise.Terms.Epsilon,
            noise.Terms.Delta,
            noise.Terms.BudgetedRounds,
            noise.Request.BucketSize,
            noise.Request.Bits,
            noise.Request.ClipNorm,
            noise.Request.Range,
            noise.Request.Values);

    /// <summary>ε of so many rounds; ∞ where the entry makes no sense, as after somebody has edited it.</summary>
    /// <param name="rounds">Rounds in which this site uploaded.</param>
    public double EpsilonOf(int rounds)
    {
        var terms = new NoiseTerms
        {
            Mechanism = Mechanism,
            Deviation = Deviation,
            Granularity = Granularity,
            Beta = Beta,
            Colluding = Colluding,
            Epsilon = Epsilon,
            Delta = Delta,
            BudgetedRounds = BudgetedRounds,
        };
        return NoiseShare.TryCreate(terms, new NoiseRequest(BucketSize, Bits, ClipNorm, Range, Values), out var share, out _) ? share.Epsilon(rounds) : double.PositiveInfinity;
    }
}
