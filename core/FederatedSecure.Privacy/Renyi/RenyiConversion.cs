namespace FederatedSecure.Privacy;

/// <summary>
/// What (α, ε_α)-Rényi differential privacy says about ε and δ: Canonne, Kamath and Steinke, "The discrete Gaussian for
/// differential privacy" (2020), proposition 12, which is also equation 20 of Balle et al., "Hypothesis testing interpretations
/// and Rényi differential privacy" (2020). It is tighter than Mironov's conversion of 2017 by (ln α)/(α − 1) + ln(α/(α − 1)).
/// </summary>
public static class RenyiConversion
{
    /// <summary>ε = ε_α + ln((α − 1)/α) − (ln δ + ln α)/(α − 1), at least 0.</summary>
    /// <param name="order">α, above 1.</param>
    /// <param name="divergence">ε_α, 0 or more, may be ∞.</param>
    /// <param name="delta">δ, between 0 and 1.</param>
    /// <exception cref="ArgumentOutOfRangeException">A value is outside its range.</exception>
    public static double Epsilon(double order, double divergence, double delta)
    {
        var alpha = RenyiDivergence.Order(order);
        Require.Delta(delta, nameof(delta));
        RequireDivergence(divergence);

        // The total variation is at most √(1 − e^−KL) (Bretagnolle and Huber, 1979), and the divergence of order α bounds KL.
        return LogTotalVariation(divergence) <= Math.Log(delta)
            ? 0
            : Math.Max(0, divergence + SpecialFunctions.Log1p(-1 / alpha) - ((Math.Log(delta) + Math.Log(alpha)) / (alpha - 1)));
    }

    /// <summary>The δ of the same inequality at an ε, at most 1.</summary>
    /// <param name="order">α, above 1.</param>
    /// <param name="divergence">ε_α, 0 or more, may be ∞.</param>
    /// <param name="epsilon">ε, 0 or more.</param>
    /// <exception cref="ArgumentOutOfRangeException">A value is outside its range.</exception>
    public static double Delta(double order, double divergence, double epsilon)
    {
        var alpha = RenyiDivergence.Order(order);
        Require.NotNegative(epsilon, nameof(epsilon));
        RequireDivergence(divergence);
        var log = ((alpha - 1) * (divergence - epsilon + SpecialFunctions.Log1p(-1 / alpha))) - Math.Log(alpha);
        return Math.Exp(Math.Min(0, Math.Min(log, LogTotalVariation(divergence))));
    }

    private static double LogTotalVariation(double divergence) => 0.5 * Math.Log(-SpecialFunctions.Expm1(-divergence));

    private static void RequireDivergence(double divergence)
    {
        if (!(divergence >= 0))
        {
            throw new ArgumentOutOfRangeException(nameof(divergence), divergence, "A Rényi divergence is 0 or more.");
        }
    }
}
