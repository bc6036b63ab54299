using System.Globalization;

namespace FederatedSecure.Privacy;

/// <summary>
/// The discrete Gaussian N_Z(0, σ²): whole numbers x with probabilities proportional to e^(−x²/2σ²) (Canonne, Kamath and
/// Steinke, "The discrete Gaussian for differential privacy", 2020, definition 1).
/// </summary>
/// <remarks>
/// Guaranteed: a whole number that changes by at most Δ between neighbours, plus this noise, is (ε, δ(ε))-differentially private,
/// with no rounding that gives anything away. Not guaranteed: that sums of several such noises are discrete Gaussians; they
/// are close (see the accounting of distributed noise).
/// </remarks>
/// <example>σ = 1: p(0) = 0.398942280…, p(1) = 0.241970724…, variance 0.999999789….</example>
public sealed class DiscreteGaussian
{
    /// <summary>Up to here sums over all values are taken; far above, the continuous Gaussian is the same to the last digit.</summary>
    private const double LargestSigma = 1e6;

    /// <summary>Above, whole numbers and their sums no longer fit their types.</summary>
    private const long LargestSensitivity = 1_000_000_000_000_000;
    private readonly double _normalization;

    /// <param name="sigma">σ, above 0 and at most 10^6.</param>
    /// <exception cref="ArgumentOutOfRangeException">σ is outside its range.</exception>
    public DiscreteGaussian(double sigma)
    {
        Sigma = Require.Positive(sigma, nameof(sigma));
        if (sigma > LargestSigma)
        {
            throw new ArgumentOutOfRangeException(
                nameof(sigma), string.Create(CultureInfo.InvariantCulture, $"σ must be at most {LargestSigma}: above, the analytic Gaussian is the same; {sigma} was given."));
        }

        var reach = Reach(0);
        var (sum, squares) = (0.5, 0.0);
        for (var x = reach; x >= 1; x--)
        {
            var weight = Weight(x);
            sum += weight;
            squares += weight * x * x;
        }

        _normalization = 2 * sum;
        Variance = 2 * squares / _normalization;
    }

    /// <summary>σ, the parameter; the standard deviation is a little smaller.</summary>
    public double Sigma { get; }

    /// <summary>The variance, at most σ² (proposition 21).</summary>
    public double Variance { get; }

    /// <summary>The probability of a whole number.</summary>
    public double Probability(long x) => Weight(x) / _normalization;

    /// <summary>
    /// The smallest δ at an ε for a sensitivity Δ: P(Y &gt; εσ²/Δ − Δ/2) − e^ε·P(Y &gt; εσ²/Δ + Δ/2) (theorem 7).
    /// </summary>
    /// <param name="epsilon">ε, 0 or more.</param>
    /// <param name="sensitivity">Δ, whole, from 1 to 10^15.</param>
    /// <exception cref="ArgumentOutOfRangeException">A value is outside its range.</exception>
    public double Delta(double epsilon, long sensitivity)
    {
        Require.NotNegative(epsilon, nameof(epsilon));
        ArgumentOutOfRangeException.ThrowIfLessThan(sensitivity, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(sensitivity, LargestSensitivity);

        // The sum over outcomes y of (p(y − Δ) − e^ε·p(y))⁺: positive exactly where y − Δ/2 > εσ²/Δ.
        var threshold = (epsilon * Sigma * Sigma / sensitivity) + (sensitivity / 2.0);
        if (!(threshold - sensitivity <= Reach(0)))
        {
            return 0;
        }

        var first = (long)Math.Floor(threshold) + 1;
        var sum = 0.0;
        for (var y = Math.Max(first, sensitivity + Reach(Math.Max(0, first - sensitivity))); y >= Math.Max(first, sensitivity - Reach(0)); y--)
        {
            // p(y − Δ) − e^ε·p(y) = p(y − Δ)·(1 − e^(ε − (2y − Δ)Δ/2σ²)).
            var ratio = epsilon - (((2.0 * y) - sensitivity) * sensitivity / (2 * Sigma * Sigma));
            sum -= Weight(y - sensitivity) * SpecialFunctions.Expm1(Math.Min(0, ratio));
        }

        return Math.Min(1, sum / _normalization);
    }

    /// <summary>The largest value worth adding when adding starts at one: relative to that, e^−50 follows.</summary>
    private long Reach(long start) => (long)Math.Ceiling(Math.Max(Math.Sqrt(((double)start * start) + (100 * Sigma * Sigma)), start + 1));

    private double Weight(long x) => Math.Exp(-((double)x / Sigma) * (x / Sigma) / 2);
}
