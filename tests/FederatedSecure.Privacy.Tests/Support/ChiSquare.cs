namespace FederatedSecure.Privacy.Tests.Support;

/// <summary>Compares drawn values with probabilities.</summary>
internal static class ChiSquare
{
    /// <summary>
    /// The statistic in standard deviations above its mean (Wilson and Hilferty's cube root). Values with fewer than ten expected
    /// occurrences are counted together.
    /// </summary>
    public static double Deviations(ReadOnlySpan<long> values, Func<long, double> probability, long reach)
    {
        var counts = new Dictionary<long, int>();
        foreach (var value in values)
        {
            counts[value] = counts.GetValueOrDefault(value) + 1;
        }

        var (statistic, cells, usedCount, usedProbability) = (0.0, 0, 0, 0.0);
        for (var x = -reach; x <= reach; x++)
        {
            var expected = values.Length * probability(x);
            if (expected >= 10)
            {
                var count = counts.GetValueOrDefault(x);
                statistic += (count - expected) * (count - expected) / expected;
                (cells, usedCount, usedProbability) = (cells + 1, usedCount + count, usedProbability + probability(x));
            }
        }

        var (restCount, rest) = (values.Length - usedCount, values.Length * (1 - usedProbability));
        if (rest > 1e-3)
        {
            statistic += (restCount - rest) * (restCount - rest) / rest;
            cells++;
        }

        var k = cells - 1.0;
        return (Math.Cbrt(statistic / k) - (1 - (2 / (9 * k)))) / Math.Sqrt(2 / (9 * k));
    }
}
