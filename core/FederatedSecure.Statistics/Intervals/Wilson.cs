using MathNet.Numerics.Distributions;

namespace FederatedSecure.Statistics.Intervals;

/// <summary>
/// The score interval of a part p after x successes in n independent trials (Wilson, JASA 1927): all p that a normal test with the
/// variance p(1 − p)/n would not reject. With z the normal quantile and p̂ = x/n:
/// (p̂ + z²/2n ± z·√(p̂(1 − p̂)/n + z²/4n²)) / (1 + z²/n).
/// </summary>
/// <remarks>
/// Its coverage is near the stated confidence on average, not at least that for every p: for a guarantee take
/// <see cref="ClopperPearson"/>. 0 of 10 at 95 %: [0, 0.2775].
/// </remarks>
public static class Wilson
{
    /// <summary>The two-sided interval, without continuity correction.</summary>
    /// <param name="successes">x, 0 to n.</param>
    /// <param name="trials">n, at least 1.</param>
    /// <param name="confidence">Strictly between 0 and 1.</param>
    public static Interval TwoSided(long successes, long trials, double confidence = 0.95)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(trials, 1);
        ArgumentOutOfRangeException.ThrowIfNegative(successes);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(successes, trials);
        if (!(confidence is > 0 and < 1))
        {
            throw new ArgumentOutOfRangeException(nameof(confidence), confidence, "A confidence lies strictly between 0 and 1.");
        }

        var z = Normal.InvCDF(0, 1, 0.5 + (confidence / 2));
        var (n, part) = ((double)trials, (double)successes / trials);
        var center = part + (z * z / (2 * n));
        var half = z * Math.Sqrt((part * (1 - part) / n) + (z * z / (4 * n * n)));
        var scale = 1 + (z * z / n);

        // At the ends the bound is 0 or 1 exactly, which rounding would miss by a hair.
        return new Interval(
            successes == 0 ? 0 : Math.Max(0, (center - half) / scale), successes == trials ? 1 : Math.Min(1, (center + half) / scale));
    }
}
