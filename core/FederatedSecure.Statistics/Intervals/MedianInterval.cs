namespace FederatedSecure.Statistics.Intervals;

/// <summary>
/// A median with bounds that hold whatever the distribution: the l-th smallest and the l-th largest value for the largest l with
/// P(Binomial(n, ½) &lt; l) ≤ α/2 (David and Nagaraja, "Order Statistics", 2003, section 7.1).
/// </summary>
/// <remarks>The values must be independent. With too few of them to exclude anything, the bounds are the smallest and the largest value.</remarks>
/// <example>Of six values, the smallest and the largest bound the median with a confidence of 1 − 2/64 = 96.9 %.</example>
public static class MedianInterval
{
    /// <summary>The median; the mean of the two in the middle where their number is even.</summary>
    /// <exception cref="ArgumentException">There are no values, or one is not a number.</exception>
    public static double Median(ReadOnlySpan<double> values)
    {
        var sorted = Sorted(values);
        return (sorted[(sorted.Length - 1) / 2] + sorted[sorted.Length / 2]) / 2;
    }

    /// <summary>Bounds of the median of what the values were drawn from.</summary>
    /// <param name="values">At least one.</param>
    /// <param name="confidence">Of both bounds together, above 0 and below 1.</param>
    /// <exception cref="ArgumentException">There are no values, or one is not a number.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The confidence is outside its range.</exception>
    public static Interval Of(ReadOnlySpan<double> values, double confidence)
    {
        if (!(confidence is > 0 and < 1))
        {
            throw new ArgumentOutOfRangeException(nameof(confidence), confidence, "A confidence lies between 0 and 1.");
        }

        var sorted = Sorted(values);
        var n = sorted.Length;
        // P(Binomial = i) = C(n, i)/2ⁿ, by logarithms: 2ⁿ leaves the range of numbers early.
        var (logarithm, tail, left) = (-n * Math.Log(2), 0.0, 0);
        for (var i = 0; i < n / 2; i++)
        {
            tail += Math.Exp(logarithm);
            if (tail > (1 - confidence) / 2)
            {
                break;
            }

            left = i;
            logarithm += Math.Log((double)(n - i) / (i + 1));
        }

        return new Interval(sorted[left], sorted[n - 1 - left]);
    }

    private static double[] Sorted(ReadOnlySpan<double> values)
    {
        var sorted = values.ToArray();
        if (sorted.Length == 0 || sorted.Any(double.IsNaN))
        {
            throw new ArgumentException("A median is of at least one number, and of nothing that is not a number.", nameof(values));
        }

        Array.Sort(sorted);
        return sorted;
    }
}
