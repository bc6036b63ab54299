namespace FederatedSecure.Aggregation.Rules;

/// <summary>The lowest of some numbers. Ties go to the lowest index.</summary>
internal static class Ranks
{
    /// <summary>0, 1, … n − 1.</summary>
    public static int[] All(int n) => [.. Enumerable.Range(0, n)];

    /// <summary>The indices of the <paramref name="count"/> lowest values, in ascending order of the indices.</summary>
    public static int[] Lowest(ReadOnlySpan<double> values, int count)
    {
        var chosen = Sorted(values)[..count];
        Array.Sort(chosen);
        return chosen;
    }

    /// <summary>All indices, the lowest value first.</summary>
    public static int[] Sorted(ReadOnlySpan<double> values)
    {
        var copy = values.ToArray();
        var order = All(values.Length);
        Array.Sort(order, (a, b) => copy[a].CompareTo(copy[b]) is var by and not 0 ? by : a.CompareTo(b));
        return order;
    }

    /// <summary>The index of the lowest value.</summary>
    public static int First(ReadOnlySpan<double> values)
    {
        var best = 0;
        for (var i = 1; i < values.Length; i++)
        {
            best = values[i] < values[best] ? i : best;
        }

        return best;
    }
}
