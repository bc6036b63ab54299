using FederatedSecure.Aggregation.Kernels;

namespace FederatedSecure.Aggregation.Columns;

/// <summary>The mean without the f smallest and the f largest values.</summary>
internal sealed class TrimmedMeanColumn(int f) : IColumnFunction
{
    /// <inheritdoc/>
    public double Apply(ReadOnlySpan<double> column, Span<double> scratch)
    {
        column.CopyTo(scratch);
        scratch.Sort();
        return OfSorted(scratch, f);
    }

    /// <inheritdoc/>
    public void Apply(ColumnStrip strip, Span<float> result)
    {
        var count = strip.Rows - (2 * f);
        strip.Sort(f, count);
        strip.SumSorted(f, count);
        for (var c = 0; c < ColumnStrip.Width; c++)
        {
            result[c] = (float)(strip.Sums[c] / count);
        }
    }

    /// <summary>The trimmed mean of sorted values. Never a difference of sums: large values that are left out leave no trace.</summary>
    internal static double OfSorted(ReadOnlySpan<double> sorted, int f)
    {
        var sum = 0.0;
        foreach (var value in sorted[f..^f])
        {
            sum += value;
        }

        return sum / (sorted.Length - (2 * f));
    }
}
