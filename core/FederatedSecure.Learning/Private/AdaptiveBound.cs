namespace FederatedSecure.Learning.Private;

/// <summary>
/// A clipping norm that follows a quantile of the gradients' norms (Andrew, Thakkar, McMahan and Ramaswamy, NeurIPS 2021, with the
/// geometric update): C ← C·exp(−η·(b̃ − γ)), b̃ the noisy part of gradients within C.
/// </summary>
/// <remarks>
/// The count of gradients within C gets noise of standard deviation σ_b, and the sum of gradients somewhat more than asked for:
/// z_Δ = (z⁻² − (2σ_b)⁻²)^(−1/2), so that both together cost what σ = z alone would (their theorem 1). The count is centred, ±1/2 for each
/// record, which halves its sensitivity.
/// </remarks>
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
        GradientNoise = 1 / Math.Sqrt(1 / (noiseMultiplier * noiseMultiplier) - (1 / (4 * _countNoise * _countNoise)));
    }

    /// <summary>C.</summary>
    public double ClipNorm { get; private set; }

    /// <summary>z_Δ: the noise multiplier of the sum of gradients.</summary>
    public double GradientNoise { get; }

    /// <summary>After a step.</summary>
    /// <param name="within">Gradients within C.</param>
    /// <param name="records">Records of the batch.</param>
    /// <param name="noise">Where the noise comes from.</param>
    public void Update(long within, long records, GaussianNoise noise)
    {
        var centred = within - (records / 2.0) + (_countNoise * noise.Next());
        // Against the expected batch: the real one is a secret.
        var part = (centred / _expectedBatch) + 0.5;
        ClipNorm *= Math.Exp(-LearningRate * (part - _quantile));
    }
}
