using FederatedSecure.Learning.Training;

namespace FederatedSecure.Learning.Private;

/// <summary>How much of each record's gradient stays: min(1, C/‖g‖), which is C/max(‖g‖, C).</summary>
/// <example>C = 5, two layers with norms 3 and 4, then 6 and 8: flat clipping leaves 1 and 1/2 of the records' gradients.</example>
internal static class ClipFactors
{
    // Rounding in single precision must not carry a clipped gradient over the bound.
    private const double Margin = 1 - 1e-5;

    /// <summary>By the norm of the whole gradient.</summary>
    /// <param name="squaredNorms">By layer, then by record.</param>
    /// <param name="clipNorm">C.</param>
    /// <param name="factors">One for each record.</param>
    /// <returns>How many gradients were within C.</returns>
    /// <exception cref="TrainingException">A norm is not finite.</exception>
    public static long Flat(ReadOnlySpan<float> squaredNorms, double clipNorm, Span<float> factors)
    {
        var within = 0L;
        for (var record = 0; record < factors.Length; record++)
        {
            var whole = 0.0;
            for (var i = record; i < squaredNorms.Length; i += factors.Length)
            {
                whole += squaredNorms[i];
            }

            factors[record] = Factor(whole, clipNorm);
            within += whole <= clipNorm * clipNorm ? 1 : 0;
        }

        return within;
    }

    /// <summary>By the norm in each layer, which keeps to C/√layers.</summary>
    /// <param name="squaredNorms">By layer, then by record.</param>
    /// <param name="layers">How many layers.</param>
    /// <param name="clipNorm">C, of the whole.</param>
    /// <param name="factors">As many as norms.</param>
    /// <exception cref="TrainingException">A norm is not finite.</exception>
    public static void PerLayer(ReadOnlySpan<float> squaredNorms, int layers, double clipNorm, Span<float> factors)
    {
        var share = clipNorm / Math.Sqrt(layers);
        for (var i = 0; i < factors.Length; i++)
        {
            factors[i] = Factor(squaredNorms[i], share);
        }
    }

    private static float Factor(double squaredNorm, double clipNorm)
    {
        // Also where the square was too large for single precision: what the gradient was is lost.
        if (!double.IsFinite(squaredNorm))
        {
            throw new TrainingException(
                "training.not-finite", "A gradient is not finite any more: use a smaller learning rate. What was planned counts as spent.");
        }

        var bound = clipNorm * Margin;
        return (float)(bound / Math.Max(Math.Sqrt(squaredNorm), bound));
    }
}
