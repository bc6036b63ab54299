namespace FederatedSecure.Privacy;

/// <summary>
/// Rényi divergences of mechanisms, as functions with the symbols of Mironov, Talwar and Zhang, "Rényi differential privacy of
/// the sampled Gaussian mechanism" (2019). They add up over steps.
/// </summary>
public static class RenyiDivergence
{
    /// <summary>The largest order for which the sum over α + 1 terms is taken, or any quadrature.</summary>
    private const double LargestOrder = 100_000;

    /// <summary>With less noise the modes of the integrand are needles that no quadrature needs.</summary>
    private const double LeastNoise = 0.02;

    /// <summary>The most quadrature nodes over the whole range, before it is cut into the surroundings of its two modes.</summary>
    private const double MostNodes = 200_000;

    /// <summary>How many standard deviations around a mode count: the density there is e^-50 of the mode's.</summary>
    private const double Reach = 10;

    /// <summary>
    /// RDP of one step: ε(α) = ln(A_α) / (α − 1) with A_α = E over x ~ N(0, σ²) of ((1 − q) + q·e^((2x − 1) / 2σ²))^α
    /// (section 3.3; by their theorem 5 the other direction is never larger).
    /// </summary>
    /// <param name="samplingRate">q, above 0 and at most 1.</param>
    /// <param name="noiseMultiplier">σ, 0 or more; 0 gives ∞.</param>
    /// <param name="order">α, above 1 and finite.</param>
    /// <remarks>
    /// A_α − 1 is summed or integrated, never A_α: for small q the result is as accurate as for large (relative 1e-11 or
    /// better). Whole orders have a closed sum of positive terms. Others are integrated by the trapezoidal rule, whose error
    /// falls exponentially for such integrands; the usual pair of series alternates and loses digits.
    /// </remarks>
    /// <exception cref="ArgumentOutOfRangeException">A value is outside its range.</exception>
    public static double SampledGaussian(double samplingRate, double noiseMultiplier, double order)
    {
        var q = Require.SamplingRate(samplingRate, nameof(samplingRate));
        var sigma = Require.NotNegative(noiseMultiplier, nameof(noiseMultiplier));
        var alpha = Order(order);
        if (sigma == 0)
        {
            return double.PositiveInfinity;
        }

        if (q == 1)
        {
            return alpha / (2 * sigma * sigma);
        }

        var gaussian = alpha / (2 * sigma * sigma);
        if (sigma < LeastNoise || alpha > LargestOrder || gaussian == 0 || double.IsInfinity(alpha * gaussian))
        {
            return Math.Min(gaussian, Outermost(q, sigma, alpha));
        }

        var logExcess = alpha == Math.Floor(alpha) ? LogSum(q, sigma, (int)alpha) : LogIntegral(q, sigma, alpha);
        return SpecialFunctions.LogAdd(0, logExcess) / (alpha - 1);
    }

    /// <summary>
    /// A bound for large orders and little noise, where it is also the value but for what rounding loses: by Minkowski's
    /// inequality A_α^(1/α) is at most 1 − q + q·e^((α − 1)/2σ²).
    /// </summary>
    private static double Outermost(double q, double sigma, double alpha) =>
        alpha / (alpha - 1) * StepLoss.Log(q, (alpha - 1) / (2 * sigma * sigma));

    internal static double Order(double order) => order > 1 && double.IsFinite(order)
        ? order
        : throw new ArgumentOutOfRangeException(nameof(order), order, "A Rényi order is a finite number above 1.");

    /// <summary>ln(A_α − 1) = ln Σ_{k ≥ 2} C(α, k) (1 − q)^(α − k) q^k (e^((k² − k) / 2σ²) − 1); the same terms without exponentials sum to 1.</summary>
    private static double LogSum(double q, double sigma, int alpha)
    {
        var odds = Math.Log(q) - SpecialFunctions.Log1p(-q);
        var logBinomial = alpha * SpecialFunctions.Log1p(-q);
        var logBinomialError = 0.0;
        var (largest, sum) = (double.NegativeInfinity, 0.0);
        for (var k = 1; k <= alpha; k++)
        {
            // Kahan's summation: after 100,000 terms the logarithm is still good to its last digits.
            var step = Math.Log((double)(alpha - k + 1) / k) + odds - logBinomialError;
            var next = logBinomial + step;
            logBinomialError = next - logBinomial - step;
            logBinomial = next;
            if (k == 1)
            {
                continue;
            }

            var c = k * (k - 1.0) / (2 * sigma * sigma);
            var term = logBinomial + (c < 1 ? Math.Log(SpecialFunctions.Expm1(c)) : c + SpecialFunctions.Log1p(-Math.Exp(-c)));
            (largest, sum) = Accumulate(largest, sum, term);
        }

        return largest + Math.Log(sum);
    }

    /// <summary>ln(A_α − 1) as the integral of ((1 + w)^α − 1 − α·w) over N(0, σ²), with w = q·(e^u − 1), whose mean is 0.</summary>
    private static double LogIntegral(double q, double sigma, double alpha)
    {
        // The integrand is analytic up to where e^u = −(1 − q)/q, which is π·σ² away from the real line.
        var width = Math.Min(sigma / 8, sigma * sigma / 2);
        var (start, end) = (-Reach * sigma, alpha + (Reach * sigma));
        if (end - start <= MostNodes * width)
        {
            return LogTrapezoid(q, sigma, alpha, start, end, width);
        }

        // Modes lie near 0 and near α, far apart in standard deviations; nothing in between counts.
        var half = Math.Min(Reach * sigma, alpha / 2);
        return SpecialFunctions.LogAdd(
            LogTrapezoid(q, sigma, alpha, start, half, width), LogTrapezoid(q, sigma, alpha, alpha - half, end, width));
    }

    private static double LogTrapezoid(double q, double sigma, double alpha, double start, double end, double width)
    {
        var nodes = (long)Math.Ceiling((end - start) / width);
        var (largest, sum) = (double.NegativeInfinity, 0.0);
        for (var i = 0L; i <= nodes; i++)
        {
            var x = start + (i * width);
            var u = ((2 * x) - 1) / (2 * sigma * sigma);
            (largest, sum) = Accumulate(largest, sum, LogConvexity(q, u, alpha) - (x * x / (2 * sigma * sigma)));
        }

        return largest + Math.Log(sum * width / (sigma * Math.Sqrt(2 * Math.PI)));
    }

    /// <summary>ln((1 + w)^α − 1 − α·w), where w = q·(e^u − 1): never negative inside, since the power is convex.</summary>
    private static double LogConvexity(double q, double u, double alpha)
    {
        var logPower = alpha * StepLoss.Log(q, u);
        if (logPower > 100)
        {
            // What is subtracted is e^-10 of the power or less only for α not near 1; it is subtracted in logarithms.
            var linear = Math.Log(alpha) + Math.Log(q) + u;
            return linear < logPower ? logPower + SpecialFunctions.Log1p(-Math.Exp(linear - logPower)) : double.NegativeInfinity;
        }

        var w = q * SpecialFunctions.Expm1(u);
        if (Math.Abs(w) * alpha >= 0.5)
        {
            return Math.Log(Math.Exp(logPower) - 1 - (alpha * w));
        }

        // The binomial series from its second term.
        var term = alpha * (alpha - 1) / 2 * w * w;
        var sum = term;
        for (var k = 3; Math.Abs(term) > Math.Abs(sum) * 1e-17; k++)
        {
            term *= (alpha - k + 1) / k * w;
            sum += term;
        }

        return Math.Log(sum);
    }

    /// <summary>Adds e^term to a sum that is kept relative to its largest term.</summary>
    private static (double Largest, double Sum) Accumulate(double largest, double sum, double term) =>
        double.IsNegativeInfinity(term) ? (largest, sum)
        : term <= largest ? (largest, sum + Math.Exp(term - largest))
        : (term, (sum * Math.Exp(largest - term)) + 1);
}
