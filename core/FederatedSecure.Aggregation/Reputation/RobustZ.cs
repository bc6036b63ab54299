namespace FederatedSecure.Aggregation.Reputation;

/// <summary>
/// z = (x − median) / (1.4826·MAD), MAD = median |x − median|: how far a value lies from the others, in standard deviations of the
/// bulk. The factor 1/Φ⁻¹(¾) makes the MAD of a normal distribution its standard deviation (Hampel 1974).
/// </summary>
/// <remarks>
/// Up to half of the values may be anything without moving median and MAD beyond the others' range. Where more than half of the
/// values are equal, MAD is 0: those equal to the median get 0 and all others an infinite z with their sign. NaN is left out of
/// both medians and stays NaN.
/// </remarks>
/// <example>1, 2, 3, 4, 100: median 3, MAD 1, so that z of 100 is 97/1.4826 = 65.4.</example>
public static class RobustZ
{
    /// <summary>1/Φ⁻¹(¾).</summary>
    public const double NormalFactor = 1.482602218505602;

    /// <summary>The z-scores of the values.</summary>
    public static double[] Of(ReadOnlySpan<double> values)
    {
        double[] known = [.. values.ToArray().Where(value => !double.IsNaN(value))];
        var z = new double[values.Length];
        Array.Fill(z, double.NaN);
        if (known.Length == 0)
        {
            return z;
        }

        var median = Median(known);
        var scale = NormalFactor * Median([.. known.Select(value => Math.Abs(value - median))]);
        for (var i = 0; i < z.Length; i++)
        {
            var deviation = values[i] - median;
            z[i] = deviation == 0 ? 0 : deviation / scale;
        }

        return z;
    }

    /// <summary>The middle value; of an even number, the midpoint of the two in the middle. Sorts the values.</summary>
    internal static double Median(Span<double> values)
    {
        values.Sort();
        var middle = values.Length / 2;
        return values.Length % 2 == 1 ? values[middle] : (values[middle - 1] / 2) + (values[middle] / 2);
    }
}
