namespace FederatedSecure.Statistics.Moments;

/// <summary>
/// Quantiles by linear interpolation between order statistics: definition 7 of Hyndman &amp; Fan (American Statistician 1996), the default
/// of R and NumPy.
/// </summary>
public static class Quantile
{
    /// <summary>The quantile.</summary>
    /// <param name="values">At least one; left as they are. Infinities are allowed, NaN is not.</param>
    /// <param name="level">0 for the minimum, 0.5 for the median, 1 for the maximum.</param>
    public static double Of(ReadOnlySpan<double> values, double level)
    {
        var sorted = values.ToArray();
        Array.Sort(sorted);
        return OfSorted(sorted, level);
    }

    /// <summary>The quantile of values in ascending order.</summary>
    /// <inheritdoc cref="Of"/>
    public static double OfSorted(ReadOnlySpan<double> values, double level)
    {
        ArgumentOutOfRangeException.ThrowIfZero(values.Length);
        if (!(level is >= 0 and <= 1))
        {
            throw new ArgumentOutOfRangeException(nameof(level), level, "A quantile's level lies from 0 to 1.");
        }

        var place = level * (values.Length - 1);
        var below = (int)Math.Floor(place);
        var above = Math.Min(below + 1, values.Length - 1);
        var part = place - below;

        // Between two equal infinities there is nothing to interpolate, and ∞ − ∞ would be NaN.
        return part == 0 || values[below] == values[above] ? values[below] : values[below] + (part * (values[above] - values[below]));
    }
}
