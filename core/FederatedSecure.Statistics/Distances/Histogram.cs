namespace FederatedSecure.Statistics.Distances;

/// <summary>Counts over bins whose outermost ones are open: no value is lost.</summary>
public static class Histogram
{
    /// <summary>How many values lie in each bin.</summary>
    /// <param name="values">At least one; none NaN.</param>
    /// <param name="edges">Ascending, at least two; the first may be −∞ and the last +∞.</param>
    public static double[] Count(ReadOnlySpan<double> values, ReadOnlySpan<double> edges)
    {
        RequireAscending(edges);
        if (values.Length == 0)
        {
            throw new ArgumentException("A sample has at least one value.", nameof(values));
        }

        var counts = new double[edges.Length - 1];
        foreach (var value in values)
        {
            if (double.IsNaN(value))
            {
                throw new ArgumentException("A sample has no value that is not a number.", nameof(values));
            }

            counts[Bin(value, edges)]++;
        }

        return counts;
    }

    /// <summary>The bin of a value.</summary>
    /// <param name="value">Not NaN.</param>
    /// <param name="edges">Ascending.</param>
    public static int Bin(double value, ReadOnlySpan<double> edges)
    {
        var found = edges.BinarySearch(value);
        return Math.Clamp(found >= 0 ? found : ~found - 1, 0, edges.Length - 2);
    }

    /// <summary>Edges that hold equal parts of a reference sample; fewer bins where values repeat.</summary>
    /// <param name="sorted">The reference in ascending order, at least one value.</param>
    /// <param name="bins">At least 1.</param>
    /// <returns>Ascending, from −∞ to +∞.</returns>
    public static double[] EqualParts(ReadOnlySpan<double> sorted, int bins)
    {
        var edges = new List<double> { double.NegativeInfinity };
        for (var i = 1; i < bins; i++)
        {
            var edge = Moments.Quantile.OfSorted(sorted, (double)i / bins);
            if (edge > edges[^1] && edge > sorted[0])
            {
                edges.Add(edge);
            }
        }

        edges.Add(double.PositiveInfinity);
        return [.. edges];
    }

    internal static double Sum(ReadOnlySpan<double> counts)
    {
        var sum = 0.0;
        foreach (var count in counts)
        {
            sum += count >= 0 && double.IsFinite(count)
                ? count
                : throw new ArgumentException("Counts are finite and not negative.", nameof(counts));
        }

        return sum > 0 ? sum : throw new ArgumentException("At least one count is above 0.", nameof(counts));
    }

    private static void RequireAscending(ReadOnlySpan<double> edges)
    {
        if (edges.Length < 2)
        {
            throw new ArgumentException("There are at least two edges.", nameof(edges));
        }

        for (var i = 1; i < edges.Length; i++)
        {
            if (!(edges[i - 1] < edges[i]))
            {
                throw new ArgumentException("The edges of the bins ascend.", nameof(edges));
            }
        }
    }
}
