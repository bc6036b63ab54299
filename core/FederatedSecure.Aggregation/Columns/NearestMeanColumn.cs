using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using FederatedSecure.Aggregation.Kernels;

namespace FederatedSecure.Aggregation.Columns;

/// <summary>
/// The mean of all but <paramref name="left"/> values: of those that lie nearest to a center, which is the mean without the
/// <paramref name="trimmed"/> smallest and largest values, or the median. Equally near: the lowest row.
/// </summary>
/// <remarks>
/// In sorted order the nearest k values stand next to each other. Their window starts at the first s at which the value that would
/// be left behind, x_s, is not farther from the center than the one that would be won, x_(s + k).
/// </remarks>
/// <param name="left">How many values are left out.</param>
/// <param name="trimmed">For the center; negative for the median.</param>
internal sealed class NearestMeanColumn(int left, int trimmed = -1) : IColumnFunction
{
    /// <inheritdoc/>
    public double Apply(ReadOnlySpan<double> column, Span<double> scratch)
    {
        column.CopyTo(scratch);
        scratch.Sort();
        var center = trimmed < 0 ? MedianColumn.OfSorted(scratch) : TrimmedMeanColumn.OfSorted(scratch, trimmed);
        return Mean(column, scratch, center);
    }

    /// <inheritdoc/>
    public void Apply(ColumnStrip strip, Span<float> result)
    {
        strip.Sort(0, strip.Rows);
        var (first, count) = trimmed < 0 ? MedianColumn.Middle(strip.Rows) : (trimmed, strip.Rows - (2 * trimmed));
        strip.SumSorted(first, count);
        Span<double> centers = stackalloc double[ColumnStrip.Width];
        for (var c = 0; c < centers.Length; c++)
        {
            centers[c] = strip.Sums[c] / count;
        }

        if (Lanes512.IsSupported)
        {
            Sum<Lanes512, Vector512<float>, Vector512<double>>(strip, centers, result);
        }
        else if (Lanes256.IsSupported)
        {
            Sum<Lanes256, Vector256<float>, Vector256<double>>(strip, centers, result);
        }
        else
        {
            OneByOne(strip, centers, result);
        }
    }

    internal void OneByOne(ColumnStrip strip, ReadOnlySpan<double> centers, Span<float> result)
    {
        for (var c = 0; c < centers.Length; c++)
        {
            result[c] = (float)Mean(strip.Gather(c), strip.GatherSorted(c), centers[c]);
        }
    }

    internal void Sum<TLanes, TFloats, TDoubles>(ColumnStrip strip, ReadOnlySpan<double> centers, Span<float> result)
        where TLanes : struct, ILanes<TFloats, TDoubles>
        where TFloats : struct
        where TDoubles : struct
    {
        var (n, k) = (strip.Rows, strip.Rows - left);
        ref var sorted = ref MemoryMarshal.GetReference(strip.Sorted);
        ref var start = ref MemoryMarshal.GetReference(centers);
        Span<double> marks = stackalloc double[ColumnStrip.Width];
        var lanes = TLanes.Count / 2;
        for (var c = 0; c < ColumnStrip.Width; c += lanes)
        {
            var (center, zero) = (TLanes.Load(ref start, (nuint)c), TLanes.Broadcast(0));
            var (sum, ties) = (zero, zero);
            for (var i = 0; i < n; i++)
            {
                var x = TLanes.Widen(ref sorted, (nuint)((i * ColumnStrip.Width) + c));
                var kept = x;
                if (i < left)
                {
                    // Left behind where it is farther below the center than the value k ranks on is above it.
                    var above = TLanes.Widen(ref sorted, (nuint)(((i + k) * ColumnStrip.Width) + c));
                    var (low, high) = (TLanes.Subtract(center, x), TLanes.Subtract(above, center));
                    kept = TLanes.SelectGreater(low, high, zero, kept);
                    ties = TLanes.MarkTies(ties, low, high, x, above);
                }

                if (i >= k)
                {
                    // Won where the value k ranks before was left behind.
                    var below = TLanes.Widen(ref sorted, (nuint)(((i - k) * ColumnStrip.Width) + c));
                    kept = TLanes.SelectGreater(TLanes.Subtract(center, below), TLanes.Subtract(x, center), kept, zero);
                }

                sum = TLanes.Add(sum, kept);
            }

            TLanes.Narrow(TLanes.Divide(sum, TLanes.Broadcast(k)), ref MemoryMarshal.GetReference(result), (nuint)c);
            TLanes.Store(ties, ref MemoryMarshal.GetReference(marks), (nuint)c);
        }

        // Which of two values at the same distance stands in the lower row can no longer be seen in sorted columns.
        for (var c = 0; c < marks.Length; c++)
        {
            if (marks[c] != 0)
            {
                result[c] = (float)Mean(strip.Gather(c), strip.GatherSorted(c), centers[c]);
            }
        }
    }

    private double Mean(ReadOnlySpan<double> column, ReadOnlySpan<double> sorted, double center)
    {
        var k = sorted.Length - left;
        var sum = 0.0;
        foreach (var value in sorted.Slice(Start(column, sorted, center, k), k))
        {
            sum += value;
        }

        return sum / k;
    }

    private static int Start(ReadOnlySpan<double> column, ReadOnlySpan<double> sorted, double center, int k)
    {
        var start = 0;
        while (start + k < sorted.Length && center - sorted[start] > sorted[start + k] - center)
        {
            start++;
        }

        if (start + k == sorted.Length || center - sorted[start] != sorted[start + k] - center || sorted[start] == sorted[start + k])
        {
            return start;
        }

        // A tie: of the values at this distance, those in the lowest rows fill the places that nearer ones leave.
        var distance = center - sorted[start];
        var nearer = 0;
        var below = 0;
        foreach (var value in sorted)
        {
            nearer += Math.Abs(value - center) < distance ? 1 : 0;
            below += center - value >= distance ? 1 : 0;
        }

        var places = k - nearer;
        foreach (var value in column)
        {
            if (places > 0 && Math.Abs(value - center) == distance)
            {
                places--;
                below -= value < center ? 1 : 0;
            }
        }

        return below;
    }
}
