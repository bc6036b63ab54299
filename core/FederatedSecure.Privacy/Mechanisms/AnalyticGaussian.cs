using System.Globalization;

namespace FederatedSecure.Privacy;

/// <summary>
/// The exact trade-off of the Gaussian mechanism: Balle and Wang, "Improving the Gaussian mechanism for differential privacy:
/// analytical calibration and optimal denoising" (2018), theorem 8:
/// δ(ε) = Φ(Δ/2σ − εσ/Δ) − e^ε·Φ(−Δ/2σ − εσ/Δ).
/// </summary>
/// <remarks>
/// Guaranteed: the released sum plus N(0, σ²) noise is (ε, δ)-differentially private for neighbours whose sums differ by at
/// most Δ in L2 norm, and for no smaller δ. Not guaranteed: anything for noise rounded by floating point (Mironov, 2012).
/// </remarks>
/// <example>σ = 1, Δ = 1, ε = 1: δ = 0.126936737507…, which is Φ(−0.5) − e·Φ(−1.5).</example>
public static class AnalyticGaussian
{
    /// <summary>δ at an ε.</summary>
    /// <param name="sigma">σ, 0 or more; 0 gives 1.</param>
    /// <param name="sensitivity">Δ, above 0.</param>
    /// <param name="epsilon">ε, 0 or more.</param>
    /// <exception cref="ArgumentOutOfRangeException">A value is outside its range.</exception>
    public static double Delta(double sigma, double sensitivity, double epsilon)
    {
        Require.NotNegative(sigma, nameof(sigma));
        Require.Positive(sensitivity, nameof(sensitivity));
        if (!(epsilon >= 0))
        {
            throw new ArgumentOutOfRangeException(nameof(epsilon), epsilon, "ε must be 0 or more.");
        }

        return sigma == 0 ? 1 : double.IsInfinity(epsilon) ? 0 : Math.Exp(LogDelta(sensitivity / sigma, epsilon));
    }

    /// <summary>The smallest ε at a δ.</summary>
    /// <param name="sigma">σ, 0 or more; 0 gives ∞.</param>
    /// <param name="sensitivity">Δ, above 0.</param>
    /// <param name="delta">δ, between 0 and 1.</param>
    /// <exception cref="ArgumentOutOfRangeException">A value is outside its range.</exception>
    public static double Epsilon(double sigma, double sensitivity, double delta)
    {
        Require.NotNegative(sigma, nameof(sigma));
        Require.Positive(sensitivity, nameof(sensitivity));
        var logDelta = Math.Log(Require.Delta(delta, nameof(delta)));
        var mu = sensitivity / sigma;
        if (double.IsInfinity(mu * mu))
        {
            return double.PositiveInfinity;
        }

        if (LogDelta(mu, 0) <= logDelta)
        {
            return 0;
        }

        // δ ≤ Φ(μ/2 − ε/μ), and a normal tail at z is at most e^(−z²/2).
        var high = mu * ((mu / 2) + Math.Sqrt(-2 * logDelta));
        return Bisect(0, high, epsilon => LogDelta(mu, epsilon) <= logDelta);
    }

    /// <summary>The smallest σ at an (ε, δ).</summary>
    /// <param name="epsilon">ε, 0 or more.</param>
    /// <param name="sensitivity">Δ, above 0.</param>
    /// <param name="delta">δ, between 0 and 1.</param>
    /// <exception cref="ArgumentOutOfRangeException">A value is outside its range.</exception>
    public static double Sigma(double epsilon, double sensitivity, double delta)
    {
        Require.NotNegative(epsilon, nameof(epsilon));
        Require.Positive(sensitivity, nameof(sensitivity));
        var logDelta = Math.Log(Require.Delta(delta, nameof(delta)));

        // In μ = Δ/σ, in which δ rises. At ε = 0 δ is below μ/√(2π); at the other end δ ≥ Φ(z) − Φ(z)·… with z = μ/2 − ε/μ.
        var (low, high) = (delta, 1.0);
        while (LogDelta(high, epsilon) <= logDelta)
        {
            high *= 2;
        }

        var inverse = Bisect(1 / high, 1 / low, x => LogDelta(1 / x, epsilon) <= logDelta);
        var sigma = sensitivity * inverse;
        return double.IsFinite(sigma)
            ? sigma
            : throw new ArgumentException(string.Create(CultureInfo.InvariantCulture, $"No finite noise gives ε = {epsilon} at δ = {delta}: take a larger δ."));
    }

    /// <summary>ln δ(ε) for μ = Δ/σ.</summary>
    private static double LogDelta(double mu, double epsilon)
    {
        // δ = Q(a) − e^ε·Q(b) with b = a + μ and e^ε·φ(b) = φ(a): as a difference of Mills' ratios nothing underflows.
        var (a, b) = ((epsilon / mu) - (mu / 2), (epsilon / mu) + (mu / 2));
        if (a < 0)
        {
            return SpecialFunctions.LogNormalTail(a) + SpecialFunctions.Log1p(-Math.Exp(epsilon + SpecialFunctions.LogNormalTail(b) - SpecialFunctions.LogNormalTail(a)));
        }

        return (-a * a / 2) + Math.Log(MillsDifference(a, b));
    }

    /// <summary>½·(erfcx(a/√2) − erfcx(b/√2)), which is (R(a) − R(b))/√(2π) with Mills' ratio R.</summary>
    private static double MillsDifference(double a, double b)
    {
        if (b - a > 0.01 * (1 + a))
        {
            return 0.5 * (SpecialFunctions.ScaledErfc(a * Math.Sqrt(0.5)) - SpecialFunctions.ScaledErfc(b * Math.Sqrt(0.5)));
        }

        // Close together: minus the integral of R' = x·R − 1, by three Gauss nodes.
        var (middle, half) = ((a + b) / 2, (b - a) / 2);
        var node = half * 0.7745966692414834;
        return half * (((5 * (Fall(middle - node) + Fall(middle + node))) + (8 * Fall(middle))) / 9);

        // (1 − x·R(x)) / √(2π); far out by its asymptotic series, where the difference would lose digits.
        static double Fall(double x)
        {
            var z = 1 / (x * x);
            return x < 30
                ? (1 / Math.Sqrt(2 * Math.PI)) - (x * 0.5 * SpecialFunctions.ScaledErfc(x * Math.Sqrt(0.5)))
                : z * (1 - (3 * z * (1 - (5 * z * (1 - (7 * z * (1 - (9 * z * (1 - (11 * z)))))))))) / Math.Sqrt(2 * Math.PI);
        }
    }

    private static double Bisect(double low, double high, Func<double, bool> isEnough)
    {
        for (var turn = 0; turn < 200; turn++)
        {
            // In steps of the floating-point grid's logarithm where both ends are positive.
            var middle = low > 0 && high / low > 4 ? Math.Sqrt(low) * Math.Sqrt(high) : low + ((high - low) / 2);
            if (!(middle > low && middle < high))
            {
                break;
            }

            (low, high) = isEnough(middle) ? (low, middle) : (middle, high);
        }

        return high;
    }
}
