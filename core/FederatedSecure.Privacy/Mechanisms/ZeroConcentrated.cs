namespace FederatedSecure.Privacy;

/// <summary>Zero-concentrated differential privacy: ρ-zCDP means a Rényi divergence of at most ρ·α for every order α.</summary>
public static class ZeroConcentrated
{
    /// <summary>
    /// The smallest ε that ρ-zCDP promises at a δ: the minimum over α of ρ·α + ln(1 − 1/α) − ln(α·δ)/(α − 1) (Canonne, Kamath and
    /// Steinke, "The discrete Gaussian for differential privacy", 2020, corollary 13). This is what `cdp_eps` of the paper's
    /// own code returns.
    /// </summary>
    /// <remarks>
    /// The bound of Bun and Steinke (2016), ρ + 2·√(ρ·ln(1/δ)), is larger: see <see cref="StandardEpsilon"/>. For one Gaussian
    /// mechanism, ρ = Δ²/2σ², the <see cref="AnalyticGaussian"/> is exact and smaller still.
    /// </remarks>
    /// <example>ρ = 0.1, δ = 1e-6: 2.1419 here, 2.4508 by the standard bound.</example>
    /// <param name="rho">ρ, 0 or more.</param>
    /// <param name="delta">δ, between 0 and 1.</param>
    /// <exception cref="ArgumentOutOfRangeException">A value is outside its range.</exception>
    public static double Epsilon(double rho, double delta)
    {
        Require.NotNegative(rho, nameof(rho));
        Require.Delta(delta, nameof(delta));
        if (rho == 0)
        {
            return 0;
        }

        // The derivative by α, times (α − 1)², is ρ·(α − 1)² + ln(α·δ), which rises: its zero is the only minimum.
        var (low, high) = (0.0, 1.0);
        while (Slope(high) < 0)
        {
            high *= 2;
        }

        for (var turn = 0; turn < 200; turn++)
        {
            var middle = low > 0 && high > 4 * low ? Math.Sqrt(low) * Math.Sqrt(high) : (low + high) / 2;
            (low, high) = Slope(middle) < 0 ? (middle, high) : (low, middle);
        }

        // Any α is a bound; at δ near 1 the minimum may lie at α = 1 or below zero.
        var beyond = high;
        return Math.Max(0, (rho * (1 + beyond)) + Math.Log(beyond) - SpecialFunctions.Log1p(beyond) - ((SpecialFunctions.Log1p(beyond) + Math.Log(delta)) / beyond));

        double Slope(double beyondOne) => (rho * beyondOne * beyondOne) + SpecialFunctions.Log1p(beyondOne) + Math.Log(delta);
    }

    /// <summary>ρ + 2·√(ρ·ln(1/δ)): Bun and Steinke, "Concentrated differential privacy", 2016, proposition 1.3.</summary>
    /// <param name="rho">ρ, 0 or more.</param>
    /// <param name="delta">δ, between 0 and 1.</param>
    /// <exception cref="ArgumentOutOfRangeException">A value is outside its range.</exception>
    public static double StandardEpsilon(double rho, double delta) =>
        Require.NotNegative(rho, nameof(rho)) + (2 * Math.Sqrt(rho * -Math.Log(Require.Delta(delta, nameof(delta)))));
}
