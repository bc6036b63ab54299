using System.Buffers;
using FederatedSecure.Aggregation.Kernels;

namespace FederatedSecure.Aggregation.Points;

/// <summary>Makes mixtures strip by strip, reading only the points that have a share in any.</summary>
internal static class TileMixer
{
    private const int TileWidth = 16 * ColumnStrip.Width;

    // Neighbouring rows a whole number of pages apart would compete for the same places in the cache.
    private const int Stride = TileWidth + 16;

    /// <summary>Runs over all vectors.</summary>
    /// <param name="source">The points.</param>
    /// <param name="mixtures">What is made of them.</param>
    /// <param name="isBad">Set for inputs with a share that are not finite; null where that has been looked at.</param>
    /// <param name="options">Threads.</param>
    /// <param name="use">What is done with a strip and the coordinate of its first column, by several threads at once.</param>
    public static void ForEachStrip(TileSource source, Mixtures mixtures, bool[]? isBad, ParallelOptions options, Action<long, ColumnStrip> use) =>
        ForEachStrip(source, mixtures, isBad, 0, source.Length, options, use);

    /// <summary>Runs over a part of the vectors.</summary>
    public static void ForEachStrip(
        TileSource source, Mixtures mixtures, bool[]? isBad, long first, long count, ParallelOptions options, Action<long, ColumnStrip> use)
    {
        var plan = new MixPlan(source, mixtures, isBad);
        Parallel.For(
            0L,
            (count + TileWidth - 1) / TileWidth,
            options,
            () => new Workspace(plan),
            (tile, _, workspace) =>
            {
                var start = first + (tile * TileWidth);
                var width = (int)Math.Min(TileWidth, first + count - start);
                workspace.Read(start, width);
                for (var c = 0; c < width; c += ColumnStrip.Width)
                {
                    workspace.Mix(c);
                    use(start + c, workspace.Strip);
                }

                return workspace;
            },
            workspace => workspace.Dispose());
    }

    /// <summary>The mixtures without the points that have no share.</summary>
    private sealed class MixPlan
    {
        public MixPlan(TileSource source, Mixtures mixtures, bool[]? isBad)
        {
            (Source, IsBad, Rows) = (source, isBad, mixtures.Rows);
            Used = [.. Enumerable.Range(0, mixtures.Points).Where(point => point != source.Inputs && HasShare(mixtures, point))];
            Weights = new double[Rows * Used.Length];
            Copied = new int[Rows];
            for (var row = 0; row < Rows; row++)
            {
                Copied[row] = Array.IndexOf(Used, mixtures.OnlyPoint(row));
                for (var k = 0; k < Used.Length; k++)
                {
                    Weights[(row * Used.Length) + k] = mixtures[row][Used[k]];
                }
            }

            Divisors = mixtures.Divisors.ToArray();
            IsSelection = Array.TrueForAll(Copied, point => point >= 0);
        }

        public TileSource Source { get; }

        public bool[]? IsBad { get; }

        public int Rows { get; }

        public int[] Used { get; }

        public double[] Weights { get; }

        public double[] Divisors { get; }

        public int[] Copied { get; }

        public bool IsSelection { get; }

        private static bool HasShare(Mixtures mixtures, int point)
        {
            for (var row = 0; row < mixtures.Rows; row++)
            {
                if (mixtures[row][point] != 0)
                {
                    return true;
                }
            }

            return false;
        }
    }

    /// <summary>One thread's buffers.</summary>
    private sealed class Workspace(MixPlan plan) : IDisposable
    {
        private readonly float[] _tile = ArrayPool<float>.Shared.Rent(Math.Max(1, plan.Used.Length) * Stride);
        private readonly double[] _wide = ArrayPool<double>.Shared.Rent(Math.Max(1, plan.Used.Length) * ColumnStrip.Width);

        public ColumnStrip Strip { get; } = new(plan.Rows);

        public void Read(long start, int width)
        {
            var padded = (width + ColumnStrip.Width - 1) / ColumnStrip.Width * ColumnStrip.Width;
            for (var k = 0; k < plan.Used.Length; k++)
            {
                var row = _tile.AsSpan(k * Stride, padded);
                row[width..].Clear();
                if (!plan.Source.Read(plan.Used[k], start, row[..width]) && plan.IsBad is { } isBad)
                {
                    Volatile.Write(ref isBad[plan.Used[k]], true);
                }
            }
        }

        public void Mix(int column)
        {
            if (plan.Used.Length == 0)
            {
                Strip.Values.Clear();
            }
            else if (plan.IsSelection)
            {
                for (var row = 0; row < plan.Rows; row++)
                {
                    _tile.AsSpan((plan.Copied[row] * Stride) + column, ColumnStrip.Width).CopyTo(Strip.Values[(row * ColumnStrip.Width)..]);
                }
            }
            else
            {
                MixKernel.Mix(plan.Weights, plan.Divisors, _tile.AsSpan(column), Stride, _wide, Strip.Values);
            }
        }

        public void Dispose()
        {
            ArrayPool<float>.Shared.Return(_tile);
            ArrayPool<double>.Shared.Return(_wide);
        }
    }
}
