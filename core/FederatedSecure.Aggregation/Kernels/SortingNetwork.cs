using System.Collections.Concurrent;

namespace FederatedSecure.Aggregation.Kernels;

/// <summary>
/// Batcher's merge exchange (Knuth, The Art of Computer Programming 3, algorithm 5.2.2M): a fixed list of places (i, j), i &lt; j, such
/// that exchanging x_i and x_j wherever x_i &gt; x_j sorts any n values. No decision depends on the values, so that many columns
/// are sorted at once, one in each lane of a register, by minima and maxima alone.
/// </summary>
internal static class SortingNetwork
{
    private static readonly ConcurrentDictionary<(int N, int First, int Count), int[]> Known = new();

    /// <summary>The comparators (i₀, j₀, i₁, j₁, …) that put the values of some ranks, counted from 0, in their places.</summary>
    /// <param name="n">Number of values.</param>
    /// <param name="first">The first rank that is wanted.</param>
    /// <param name="count">How many ranks are wanted.</param>
    public static ReadOnlySpan<int> For(int n, int first, int count) =>
        Known.GetOrAdd((n, first, count), key => Prune(MergeExchange(key.N), key.N, key.First, key.Count));

    private static List<(int I, int J)> MergeExchange(int n)
    {
        var comparators = new List<(int, int)>();
        var t = n <= 1 ? 0 : 32 - int.LeadingZeroCount(n - 1);
        for (var p = t == 0 ? 0 : 1 << (t - 1); p > 0; p /= 2)
        {
            var (q, r, d) = (1 << (t - 1), 0, p);
            while (true)
            {
                for (var i = 0; i < n - d; i++)
                {
                    if ((i & p) == r)
                    {
                        comparators.Add((i, i + d));
                    }
                }

                if (q == p)
                {
                    break;
                }

                (d, q, r) = (q - p, q / 2, p);
            }
        }

        return comparators;
    }

    /// <summary>Leaves out, from the end, what touches no wanted rank.</summary>
    private static int[] Prune(List<(int I, int J)> comparators, int n, int first, int count)
    {
        var wanted = new bool[n];
        Array.Fill(wanted, true, first, count);
        var kept = new List<int>();
        for (var k = comparators.Count - 1; k >= 0; k--)
        {
            var (i, j) = comparators[k];
            if (wanted[i] || wanted[j])
            {
                (wanted[i], wanted[j]) = (true, true);
                kept.AddRange([j, i]);
            }
        }

        kept.Reverse();
        return [.. kept];
    }
}
