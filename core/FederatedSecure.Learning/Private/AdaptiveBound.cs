using FederatedSecure.Privacy;

namespace FederatedSecure.Learning.Private;

/// <summary>
/// The clipping norm of <see cref="AdaptiveClip"/> over the steps of a training, by the geometric rule: C ← C·exp(−η·(b̃ − γ)), b̃ the
/// noisy part of gradients within C.
/// </summary>
/// <remarks>The count is centred, ±1/2 for each record, which halves its sensitivity.</remarks>
internal sealed class AdaptiveBound
{
    private const double LearningRate = 0.2;

    /// <summary>σ_b in parts of the expected batch, as the paper recommends.</summary>
    private const double CountNoisePart = 1.0 / 20;

    private readonly double _quantile;
    private readonly int _expectedBatch;
    private readonly double _countNoise;

    /// <param name="clipNorm">The first C.</param>
    /// <param name="quantile">γ.</param>
    /// <param name="noiseMultiplier">z.</param>
    /// <param name="expectedBatch">Expected records of a batch.</param>
    public AdaptiveBound(double clipNorm, double quantile, double noiseMultiplier, int expectedBatch)
    {
        (ClipNorm, _quantile, _expectedBatch) = (clipNorm, quantile, expectedBatch);
        // Never so little that the gradients would have to bear infinite noise.
        _countNoise = Math.Max(expectedBatch * CountNoisePart, noiseMultiplier);
        GradientNoise = AdaptiveClip.NoiseMultiplierOfSum(noiseMultiplier, _countNoise);
    }

    /// <summary>C.</summary>
    public double ClipNorm { get; private set; }

    /// <summary>z_Δ: the noise multiplier of the sum of gradients.</summary>
    public double GradientNoise { get; }

    /// <summary>After a step.</summary>
    /// <param name="within">Gradients within C.</param>
    /// <param name="records">Records of the batch.</param>
    /// <param name="variate">Standard normal, of no other use.</param>
    /// <exception cref="ArgumentException">C is no positive finite number any more.</exception>
    public void Update(long within, long records, double variate)
    {
        // On a grid as the sum's, and against the expected batch: the real one is a secret.
        Span<float> part = [0];
        NoiseGrid.Release([within - (records / 2f)], [variate], _countNoise, _expectedBatch, part);
        ClipNorm = AdaptiveClip.Next(ClipNorm, part[0] + 0.5, _quantile, LearningRate, geometric: true);
    }
}
