namespace FederatedSecure.Statistics.Outliers;

/// <summary>
/// How many standard deviations a value lies from the mean. With ddof 0 no value among n can exceed √(n − 1), so that a threshold of 3
/// never fires for n ≤ 10, and a single huge value hides itself in the deviation that it makes: see <see cref="RobustZScore"/>.
/// </summary>
public static class ZScore
{
    /// <summary>(x − mean)/s of each value; NaN where all are equal.</summary>
    /// <param name="values">Finite; more than <paramref name="ddof"/>.</param>
    /// <param name="ddof">What is subtracted from n in s² = Σ(x − mean)²/(n − ddof): 0 or 1.</param>
    public static double[] Of(ReadOnlySpan<double> values, int ddof = 0)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(ddof);
        if (values.Length <= ddof)
        {
            throw new ArgumentException("There are more values than degrees of freedom are subtracted.", nameof(values));
        }

        var mean = 0.0;
        foreach (var value in values)
        {
            mean += double.IsFinite(value) ? value / values.Length : throw new ArgumentException("The values are finite.", nameof(values));
        }

        var (isConstant, squares) = (true, 0.0);
        foreach (var value in values)
        {
            isConstant &= value == values[0];
            squares += (value - mean) * (value - mean);
        }

        // A constant's mean is off by rounding: its scores would be noise of any size.
        var deviation = isConstant ? double.NaN : Math.Sqrt(squares / (values.Length - ddof));
        var scores = new double[values.Length];
        for (var i = 0; i < scores.Length; i++)
        {
            scores[i] = (values[i] - mean) / deviation;
        }

        return scores;
    }
}
