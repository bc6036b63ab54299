namespace FederatedSecure.Privacy;

/// <summary>
/// Gaussian differential privacy (Dong, Roth and Su, "Gaussian differential privacy", 2019), as an estimate: the central limit
/// theorem says what many steps tend to, not what a number of them costs.
/// </summary>
/// <remarks>
/// <b>Never a bound.</b> In most practical settings the estimate lies below the true ε (Gopi, Lee and Wutschitz, 2021), so
/// nothing in this software compares it with a budget. It is here to compare with publications.
/// </remarks>
public static class GaussianDpEstimate
{
    /// <summary>μ ≈ q·√(T·(e^(1/σ²) − 1)) for Poisson sampling (corollary 4 of Bu, Dong, Long and Su, "Deep learning with Gaussian differential privacy", 2019).</summary>
    /// <param name="step">q, σ and T.</param>
    /// <returns>μ; 0 for 0 steps, ∞ without noise.</returns>
    public static double Mu(SampledGaussian step) => step switch
    {
        { Steps: 0 } => 0,
        { NoiseMultiplier: 0 } => double.PositiveInfinity,
        _ => step.SamplingRate * Math.Sqrt(step.Steps) * Math.Sqrt(SpecialFunctions.Expm1(1 / (step.NoiseMultiplier * step.NoiseMultiplier))),
    };

    /// <summary>δ(ε) = Φ(−ε/μ + μ/2) − e^ε·Φ(−ε/μ − μ/2) (Dong et al., corollary 2.13): exact for μ-GDP itself.</summary>
    /// <param name="mu">μ, 0 or more.</param>
    /// <param name="epsilon">ε, 0 or more.</param>
    /// <exception cref="ArgumentOutOfRangeException">A value is outside its range.</exception>
    public static double Delta(double mu, double epsilon)
    {
        if (!(mu >= 0))
        {
            throw new ArgumentOutOfRangeException(nameof(mu), mu, "μ must be 0 or more.");
        }

        Require.NotNegative(epsilon, nameof(epsilon));
        return mu == 0 ? 0 : double.IsInfinity(mu) ? 1 : AnalyticGaussian.Delta(1, mu, epsilon);
    }
}
