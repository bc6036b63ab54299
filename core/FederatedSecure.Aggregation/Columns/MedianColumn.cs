using FederatedSecure.Aggregation.Kernels;

namespace FederatedSecure.Aggregation.Columns;

/// <summary>The middle value; of an even number the midpoint of the two in the middle.</summary>
internal sealed class MedianColumn : IColumnFunction
{
    public static MedianColumn Instance { get; } = new();

    /// <inheritdoc/>
    public double Apply(ReadOnlySpan<double> column, Span<double> scratch)
    {
        column.CopyTo(scratch);
        scratch.Sort();
        return OfSorted(scratch);
    }

    /// <inheritdoc/>
    public void Apply(ColumnStrip strip, Span<float> result)
    {
        var (first, count) = Middle(strip.Rows);
        strip.Sort(first, count);
        strip.SumSorted(first, count);
        for (var c = 0; c < ColumnStrip.Width; c++)
        {
            result[c] = (float)(strip.Sums[c] / count);
        }
    }

    /// <summary>The median of sorted values.</summary>
    internal static double OfSorted(ReadOnlySpan<double> sorted)
    {
        var (first, count) = Middle(sorted.Length);
        return count == 1 ? sorted[first] : (sorted[first] / 2) + (sorted[first + 1] / 2);
    }

    internal static (int First, int Count) Middle(int n) => n % 2 == 1 ? (n / 2, 1) : ((n / 2) - 1, 2);
}
