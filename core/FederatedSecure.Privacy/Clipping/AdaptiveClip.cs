namespace FederatedSecure.Privacy;

/// <summary>
/// Clipping norms that follow a quantile of the norms: Andrew, Thakkar, McMahan and Ramaswamy, "Differentially private
/// learning with adaptive clipping" (2021), section 2.
/// </summary>
/// <remarks>
/// Guaranteed: with the count of unclipped records noised by σ_b and the sum by <see cref="NoiseMultiplierOfSum"/>, a step
/// costs exactly what a step with noise multiplier z and a fixed norm costs. Not guaranteed: that the norm converges; it
/// follows the noisy count.
/// </remarks>
/// <example>
/// Clip 1, quantile 0.5, rate 0.2: where all norms are below the clip, the next is e^−0.1 = 0.904837…; by the linear rule, 0.9.
/// </example>
public static class AdaptiveClip
{
    /// <summary>The next clipping norm: C·e^(−η·(b − γ)), or by the linear rule C − η·(b − γ).</summary>
    /// <param name="clip">C, above 0.</param>
    /// <param name="unclippedFraction">b: how many records had norms of at most C, divided by the expected batch; with noise in training.</param>
    /// <param name="targetQuantile">γ, from 0 to 1.</param>
    /// <param name="learningRate">η, 0 or more.</param>
    /// <param name="geometric">The geometric rule, which keeps C above 0; the linear one may cross 0 and is then an error.</param>
    /// <exception cref="ArgumentOutOfRangeException">A value is outside its range.</exception>
    /// <exception cref="ArgumentException">The next norm would not be a positive finite number.</exception>
    public static double Next(double clip, double unclippedFraction, double targetQuantile, double learningRate, bool geometric)
    {
        Require.Positive(clip, nameof(clip));
        Require.NotNegative(learningRate, nameof(learningRate));
        if (!(targetQuantile is >= 0 and <= 1))
        {
            throw new ArgumentOutOfRangeException(nameof(targetQuantile), targetQuantile, "The target quantile must lie from 0 to 1.");
        }

        var step = learningRate * (unclippedFraction - targetQuantile);
        var next = geometric ? clip * Math.Exp(-step) : clip - step;
        return next > 0 && double.IsFinite(next)
            ? next
            : throw new ArgumentException("The clipping norm left the positive numbers: take a smaller learning rate, or the geometric rule.", nameof(learningRate));
    }

    /// <summary>How many of the norms are not clipped: those of at most C.</summary>
    public static int Unclipped(ReadOnlySpan<double> norms, double clip)
    {
        var count = 0;
        foreach (var norm in norms)
        {
            count += norm <= clip ? 1 : 0;
        }

        return count;
    }

    /// <summary>
    /// z_Δ = (z^−2 − (2σ_b)^−2)^(−1/2): the noise multiplier of the sum, such that sum and count together cost as much as a sum
    /// alone with z (theorem 1). The count, taken as ±1/2, has the sensitivity 1/2, hence the 2.
    /// </summary>
    /// <param name="noiseMultiplier">z, above 0.</param>
    /// <param name="countStandardDeviation">σ_b, the noise of the count, above z/2; the paper takes a twentieth of the expected batch.</param>
    /// <exception cref="ArgumentOutOfRangeException">A value is outside its range.</exception>
    public static double NoiseMultiplierOfSum(double noiseMultiplier, double countStandardDeviation)
    {
        Require.Positive(noiseMultiplier, nameof(noiseMultiplier));
        Require.Positive(countStandardDeviation, nameof(countStandardDeviation));
        var share = noiseMultiplier / (2 * countStandardDeviation);
        return share < 1
            ? noiseMultiplier / Math.Sqrt((1 - share) * (1 + share))
            : throw new ArgumentOutOfRangeException(
                nameof(countStandardDeviation), countStandardDeviation, "The noise of the count must be above half of the noise multiplier: nothing would be left for the sum.");
    }
}
