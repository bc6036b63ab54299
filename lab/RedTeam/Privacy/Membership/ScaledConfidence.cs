namespace FederatedSecure.Lab.RedTeam.Privacy.Membership;

/// <summary>
/// φ = ln(p_y/(1 − p_y)), the confidence in the true class on a scale on which it is about normally distributed over trainings
/// (Carlini et al., "Membership inference attacks from first principles", S&amp;P 2022, section IV.C).
/// </summary>
/// <remarks>Computed as z_y − ln Σ_{c ≠ y} e^{z_c}, from logits: 1 − p would lose everything where a model is sure.</remarks>
/// <example>Logits (2, 0, 0) and class 0: 2 − ln 2 = 1.3069.</example>
internal static class ScaledConfidence
{
    /// <summary>φ of one record.</summary>
    /// <param name="logits">z, finite, one a class, at least two.</param>
    /// <param name="label">y.</param>
    public static double Of(ReadOnlySpan<double> logits, int label) => logits[label] - LogSumExp(logits, label);

    /// <summary>φ of every record.</summary>
    /// <param name="logits">One record after the other.</param>
    /// <param name="labels">The classes.</param>
    public static double[] Of(ReadOnlySpan<float> logits, ReadOnlySpan<int> labels)
    {
        var classes = logits.Length / labels.Length;
        var all = new double[labels.Length];
        var one = new double[classes];
        for (var i = 0; i < all.Length; i++)
        {
            for (var c = 0; c < classes; c++)
            {
                one[c] = logits[(i * classes) + c];
            }

            all[i] = Of(one, labels[i]);
        }

        return all;
    }

    /// <summary>p_y = 1/(1 + e^−φ).</summary>
    public static double Probability(double phi) => phi >= 0 ? 1 / (1 + Math.Exp(-phi)) : Math.Exp(phi) / (1 + Math.Exp(phi));

    /// <summary>The cross-entropy −ln p_y = ln(1 + e^−φ).</summary>
    public static double Loss(double phi)
    {
        var small = Math.Exp(-Math.Abs(phi));

        // 1 + x would lose an x below 1e-16; the series' next term is x²/2.
        var logarithm = small < 1e-8 ? small : Math.Log(1 + small);
        return phi >= 0 ? logarithm : logarithm - phi;
    }

    private static double LogSumExp(ReadOnlySpan<double> logits, int without)
    {
        var largest = double.NegativeInfinity;
        for (var c = 0; c < logits.Length; c++)
        {
            largest = c == without ? largest : Math.Max(largest, logits[c]);
        }

        var sum = 0.0;
        for (var c = 0; c < logits.Length; c++)
        {
            sum += c == without ? 0 : Math.Exp(logits[c] - largest);
        }

        return largest + Math.Log(sum);
    }
}
