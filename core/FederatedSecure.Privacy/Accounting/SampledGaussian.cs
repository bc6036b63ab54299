using System.Globalization;

namespace FederatedSecure.Privacy;

/// <summary>
/// Steps of the Poisson-subsampled Gaussian mechanism, which is what DP-SGD does: every record takes part in a step with
/// probability q, independently of the others; the contributions, clipped to an L2 norm of C, are added up; Gaussian noise of
/// standard deviation σ·C is added.
/// </summary>
/// <remarks>
/// Neighbours are data sets that differ by the presence of one record (add-remove). Nothing is said about neighbours where one
/// record is replaced by another, about shuffled batches of a fixed size, or about noise that an adversary can foresee.
/// </remarks>
public sealed record SampledGaussian
{
    /// <param name="samplingRate">q, above 0 and at most 1.</param>
    /// <param name="noiseMultiplier">σ, the standard deviation of the noise in clipping norms: 0 (no privacy at all) or more, finite.</param>
    /// <param name="steps">T, 0 or more.</param>
    /// <exception cref="ArgumentOutOfRangeException">A value is outside its range.</exception>
    public SampledGaussian(double samplingRate, double noiseMultiplier, long steps)
    {
        SamplingRate = Require.SamplingRate(samplingRate, nameof(samplingRate));
        NoiseMultiplier = Require.NotNegative(noiseMultiplier, nameof(noiseMultiplier));
        Steps = Require.Steps(steps, nameof(steps));
    }

    /// <summary>q.</summary>
    public double SamplingRate { get; }

    /// <summary>σ.</summary>
    public double NoiseMultiplier { get; }

    /// <summary>T.</summary>
    public long Steps { get; }

    /// <summary>The same steps, in another number.</summary>
    public SampledGaussian Times(long steps) => new(SamplingRate, NoiseMultiplier, steps);

    /// <inheritdoc/>
    public override string ToString() =>
        string.Create(CultureInfo.InvariantCulture, $"{Steps} steps with sampling rate {SamplingRate} and noise multiplier {NoiseMultiplier}");
}
