using System.Globalization;

namespace FederatedSecure.Privacy;

/// <summary>
/// Parameters of DP-SGD that meet a target (ε, δ): the accountant's ε for what is returned is at most the target, and next to
/// it (within a thousandth of a percent of the parameter).
/// </summary>
public static class NoiseCalibration
{
    private const double Tolerance = 1e-6;
    private const double LeastNoise = 0.01;
    private const double MostNoise = 1e12;
    private const double LeastRate = 1e-12;

    /// <summary>The smallest noise multiplier for a target.</summary>
    /// <param name="targetEpsilon">ε, 0 or more.</param>
    /// <param name="delta">δ, between 0 and 1.</param>
    /// <param name="samplingRate">q, above 0 and at most 1.</param>
    /// <param name="steps">T; 0 steps need no noise.</param>
    /// <param name="accountant">How to add up.</param>
    /// <returns>σ. At least 0.01: less noise is useless, whatever the target allows.</returns>
    /// <exception cref="ArgumentOutOfRangeException">A value is outside its range.</exception>
    public static double NoiseMultiplier(double targetEpsilon, double delta, double samplingRate, long steps, Accountant accountant = Accountant.Pld)
    {
        Target(targetEpsilon, delta);
        if (new SampledGaussian(samplingRate, 1, steps).Steps == 0)
        {
            return 0;
        }

        return MonotoneSearch.Smallest(
            sigma => PrivacyLoss.Epsilon([new SampledGaussian(samplingRate, sigma, steps)], delta, accountant).Upper,
            targetEpsilon,
            new SearchRange(LeastNoise, 1, MostNoise, Tolerance))
            ?? throw Unreachable(targetEpsilon, delta, "take fewer steps or a larger δ");
    }

    /// <summary>The largest number of steps for a target.</summary>
    /// <param name="targetEpsilon">ε, 0 or more.</param>
    /// <param name="delta">δ, between 0 and 1.</param>
    /// <param name="samplingRate">q, above 0 and at most 1.</param>
    /// <param name="noiseMultiplier">σ, 0 or more.</param>
    /// <param name="accountant">How to add up.</param>
    /// <returns>T; 0 where not even one step keeps the target; at most 10^9.</returns>
    /// <exception cref="ArgumentOutOfRangeException">A value is outside its range.</exception>
    public static long Steps(double targetEpsilon, double delta, double samplingRate, double noiseMultiplier, Accountant accountant = Accountant.Pld)
    {
        Target(targetEpsilon, delta);
        var step = new SampledGaussian(samplingRate, noiseMultiplier, 1);
        return MonotoneSearch.LargestWhole(
            steps => PrivacyLoss.Epsilon([step.Times(steps)], delta, accountant).Upper, targetEpsilon, 1_000_000_000);
    }

    /// <summary>The largest sampling rate for a target.</summary>
    /// <param name="targetEpsilon">ε, 0 or more.</param>
    /// <param name="delta">δ, between 0 and 1.</param>
    /// <param name="noiseMultiplier">σ, 0 or more.</param>
    /// <param name="steps">T; 0 steps allow any rate.</param>
    /// <param name="accountant">How to add up.</param>
    /// <returns>q, at most 1.</returns>
    /// <exception cref="ArgumentOutOfRangeException">A value is outside its range.</exception>
    /// <exception cref="ArgumentException">No rate of 1e-12 or more meets the target.</exception>
    public static double SamplingRate(double targetEpsilon, double delta, double noiseMultiplier, long steps, Accountant accountant = Accountant.Pld)
    {
        Target(targetEpsilon, delta);
        Require.NotNegative(noiseMultiplier, nameof(noiseMultiplier));

        // Searched as 1/q, of which the smallest is wanted.
        var inverse = MonotoneSearch.Smallest(
            inverse => PrivacyLoss.Epsilon([new SampledGaussian(1 / inverse, noiseMultiplier, steps)], delta, accountant).Upper,
            targetEpsilon,
            new SearchRange(1, 1, 1 / LeastRate, Tolerance))
            ?? throw Unreachable(targetEpsilon, delta, "take more noise or fewer steps");
        return 1 / inverse;
    }

    private static void Target(double epsilon, double delta)
    {
        Require.NotNegative(epsilon, "targetEpsilon");
        Require.Delta(delta, nameof(delta));
    }

    private static ArgumentException Unreachable(double epsilon, double delta, string advice) =>
        new(string.Create(CultureInfo.InvariantCulture, $"ε = {epsilon} at δ = {delta} cannot be reached: {advice}."));
}
