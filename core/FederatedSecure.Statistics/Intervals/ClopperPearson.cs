using MathNet.Numerics.Distributions;

namespace FederatedSecure.Statistics.Intervals;

/// <summary>
/// The exact interval of a part p after x successes in n independent trials (Clopper &amp; Pearson, Biometrika 1934): the bounds are
/// quantiles of Beta(x, n − x + 1) and Beta(x + 1, n − x). It covers p with at least the stated confidence, whatever p is.
/// </summary>
/// <remarks>0 of 10 at 95 %: [0, 0.3085]. 5 of 10: [0.1871, 0.8129].</remarks>
public static class ClopperPearson
{
    /// <summary>The two-sided interval: each bound is wrong with probability at most (1 − confidence)/2.</summary>
    /// <param name="successes">x, 0 to n.</param>
    /// <param name="trials">n, at least 1.</param>
    /// <param name="confidence">Strictly between 0 and 1.</param>
    public static Interval TwoSided(long successes, long trials, double confidence = 0.95)
    {
        RequireConfidence(confidence);
        var tail = (1 - confidence) / 2;
        return new Interval(LowerBound(successes, trials, tail), UpperBound(successes, trials, tail));
    }

    /// <summary>The one-sided lower bound: above p with probability at most <paramref name="significance"/>.</summary>
    /// <param name="successes">x, 0 to n.</param>
    /// <param name="trials">n, at least 1.</param>
    /// <param name="significance">Strictly between 0 and 1.</param>
    public static double LowerBound(long successes, long trials, double significance)
    {
        Require(successes, trials, significance);
        return successes == 0 ? 0 : Beta.InvCDF(successes, trials - successes + 1, significance);
    }

    /// <summary>The one-sided upper bound: below p with probability at most <paramref name="significance"/>.</summary>
    /// <inheritdoc cref="LowerBound"/>
    public static double UpperBound(long successes, long trials, double significance)
    {
        Require(successes, trials, significance);
        return successes == trials ? 1 : Beta.InvCDF(successes + 1, trials - successes, 1 - significance);
    }

    private static void RequireConfidence(double confidence)
    {
        if (!(confidence is > 0 and < 1))
        {
            throw new ArgumentOutOfRangeException(nameof(confidence), confidence, "A confidence lies strictly between 0 and 1.");
        }
    }

    private static void Require(long successes, long trials, double significance)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(trials, 1);
        ArgumentOutOfRangeException.ThrowIfNegative(successes);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(successes, trials);
        if (!(significance is > 0 and < 1))
        {
            throw new ArgumentOutOfRangeException(nameof(significance), significance, "A significance lies strictly between 0 and 1.");
        }
    }
}
