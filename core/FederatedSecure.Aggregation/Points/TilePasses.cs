using System.Buffers;
using FederatedSecure.Aggregation.Kernels;

namespace FederatedSecure.Aggregation.Points;

/// <summary>Passes over all points in tiles that depend on nothing but the number of points: results do not depend on threads.</summary>
internal static class TilePasses
{
    private const int MostSlabs = 16;
    private const long SlabBytes = 64 << 20;

    /// <summary>Measures all distances. Notes which inputs are not finite; theirs mean nothing.</summary>
    public static double[] Distances(TileSource source, bool[] isBad, ParallelOptions options)
    {
        var rows = (source.Points + DistanceKernel.RowBlock - 1) / DistanceKernel.RowBlock * DistanceKernel.RowBlock;
        var width = rows <= 256 ? 2048 : rows <= 512 ? 1024 : 512;
        var tiles = (source.Length + width - 1) / width;
        var slabs = (int)Math.Min(tiles, Math.Clamp(SlabBytes / (sizeof(double) * (long)rows * rows), 1, MostSlabs));
        var sums = new double[slabs][];
        var stride = width + DistanceKernel.Lanes;
        Parallel.For(
            0,
            slabs,
            options,
            () => ArrayPool<float>.Shared.Rent(rows * stride),
            (slab, _, buffer) =>
            {
                sums[slab] = new double[rows * rows];
                for (var tile = slab * tiles / slabs; tile < (slab + 1) * tiles / slabs; tile++)
                {
                    options.CancellationToken.ThrowIfCancellationRequested();
                    ReadTile(source, tile * width, width, stride, rows, buffer, isBad);
                    DistanceKernel.Add(buffer, rows, stride, width, sums[slab]);
                }

                return buffer;
            },
            buffer => ArrayPool<float>.Shared.Return(buffer));
        return Square(sums, rows, source.Points);
    }

    /// <summary>Looks at every element of the inputs once. Notes which inputs are not finite.</summary>
    /// <param name="source">The points.</param>
    /// <param name="isBad">Set for inputs that are not finite.</param>
    /// <param name="look">What is done with a tile of one input besides, by several threads at once; may be nothing.</param>
    /// <param name="options">Threads.</param>
    public static void Inspect(TileSource source, bool[] isBad, Action<int, ReadOnlySpan<float>>? look, ParallelOptions options)
    {
        const int width = 1 << 14;
        var tiles = (source.Length + width - 1) / width;
        Parallel.For(
            0L,
            tiles,
            options,
            () => ArrayPool<float>.Shared.Rent(width),
            (tile, _, buffer) =>
            {
                for (var input = 0; input < source.Inputs; input++)
                {
                    var span = buffer.AsSpan(0, (int)Math.Min(width, source.Length - (tile * width)));
                    if (!source.Read(input, tile * width, span))
                    {
                        Volatile.Write(ref isBad[input], true);
                    }

                    look?.Invoke(input, span);
                }

                return buffer;
            },
            buffer => ArrayPool<float>.Shared.Return(buffer));
    }

    private static void ReadTile(TileSource source, long start, int width, int stride, int rows, float[] buffer, bool[] isBad)
    {
        for (var point = 0; point < rows; point++)
        {
            var row = buffer.AsSpan(point * stride, width);
            if (point >= source.Points)
            {
                row.Clear();
            }
            else if (!source.Read(point, start, row))
            {
                Volatile.Write(ref isBad[point], true);
            }
        }
    }

    private static double[] Square(double[][] slabs, int rows, int points)
    {
        var squared = new double[points * points];
        for (var i = 0; i < points; i++)
        {
            for (var j = i + 1; j < points; j++)
            {
                var sum = 0.0;
                foreach (var slab in slabs)
                {
                    sum += slab[(i * rows) + j];
                }

                squared[(i * points) + j] = squared[(j * points) + i] = sum;
            }
        }

        return squared;
    }
}
