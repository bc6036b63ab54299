using System.Buffers;
using System.Numerics.Tensors;
using FederatedSecure.Aggregation.Kernels;

namespace FederatedSecure.Aggregation.Points;

/// <summary>
/// Passes over all points, a tile after the other. Tiles, and the order in which their sums are added up, depend on nothing but the
/// numbers of points and elements: results do not depend on threads.
/// </summary>
internal static class TilePasses
{
    private const int MostSlabs = 16;
    private const long SlabBytes = 64 << 20;

    /// <summary>Sums over all pairs of points.</summary>
    /// <param name="source">The points.</param>
    /// <param name="mixtures">What is made of the inputs first.</param>
    /// <param name="aboutMedian">Whether the coordinate-wise median of the mixtures is taken off all points.</param>
    /// <param name="isBad">Set for inputs that are not finite, whose sums mean nothing; null where that has been looked at.</param>
    /// <param name="options">Threads.</param>
    /// <returns>Points × points, symmetric.</returns>
    public static double[] Pairs<TTerm>(TileSource source, Mixtures mixtures, bool aboutMedian, bool[]? isBad, ParallelOptions options)
        where TTerm : struct, IPairTerm
    {
        var points = mixtures.Rows + source.Points - source.Inputs;
        var rows = (points + PairKernel.RowBlock - 1) / PairKernel.RowBlock * PairKernel.RowBlock;
        var width = rows <= 256 ? 2048 : rows <= 512 ? 1024 : 512;
        var tiles = new PointTiles(source, mixtures, isBad, width, rows);
        var sums = Reduce(tiles, rows * rows, options, (tile, sums) =>
        {
            if (aboutMedian)
            {
                tile.SubtractMedian();
            }

            var factors = tile.Factors;
            if (typeof(TTerm) == typeof(Product))
            {
                tile.Normalize();
            }

            PairKernel.Add<TTerm>(tile.Rows, factors, tile.Stride, width, sums);
        });
        var square = new double[points * points];
        for (var i = 0; i < points; i++)
        {
            for (var j = i; j < points; j++)
            {
                square[(i * points) + j] = square[(j * points) + i] = sums[(i * rows) + j];
            }
        }

        return square;
    }

    /// <summary>Squared distances of the mixtures from one mixture of the points.</summary>
    public static double[] SquaredDistances(TileSource source, Mixtures mixtures, Mixtures from, ParallelOptions options)
    {
        const int width = 2048;
        var tiles = new PointTiles(source, mixtures, null, width, mixtures.Rows + source.Points - source.Inputs);
        return Reduce(tiles, mixtures.Rows, options, (tile, sums) =>
        {
            var center = tile.Combine(from);
            for (var row = 0; row < sums.Length; row++)
            {
                sums[row] += DistanceKernel.Squared(tile.Row(row), center);
            }
        });
    }

    /// <summary>Positive elements of each mixture, then negative ones.</summary>
    public static double[] Signs(TileSource source, Mixtures mixtures, ParallelOptions options)
    {
        var tiles = new PointTiles(source, mixtures, null, 2048, mixtures.Rows + source.Points - source.Inputs);
        return Reduce(tiles, 2 * mixtures.Rows, options, (tile, sums) =>
        {
            for (var row = 0; row < mixtures.Rows; row++)
            {
                var (above, below) = (0, 0);
                foreach (var value in tile.Row(row))
                {
                    above += value > 0 ? 1 : 0;
                    below += value < 0 ? 1 : 0;
                }

                sums[row] += above;
                sums[mixtures.Rows + row] += below;
            }
        });
    }

    /// <summary>Notes which inputs are not finite.</summary>
    public static void Screen(TileSource source, bool[] isBad, ParallelOptions options)
    {
        const int width = 1 << 14;
        Parallel.For(
            0L,
            (source.Length + width - 1) / width,
            options,
            () => ArrayPool<float>.Shared.Rent(width),
            (tile, _, buffer) =>
            {
                for (var input = 0; input < source.Inputs; input++)
                {
                    if (!source.Read(input, tile * width, buffer.AsSpan(0, width)))
                    {
                        Volatile.Write(ref isBad[input], true);
                    }
                }

                return buffer;
            },
            buffer => ArrayPool<float>.Shared.Return(buffer));
    }

    /// <summary>Runs over a part of the vectors in strips of columns.</summary>
    /// <param name="source">The points.</param>
    /// <param name="mixtures">What is made of them.</param>
    /// <param name="isBad">Set for inputs with a share that are not finite.</param>
    /// <param name="first">The first element.</param>
    /// <param name="count">How many elements.</param>
    /// <param name="options">Threads.</param>
    /// <param name="use">What is done with a strip and the coordinate of its first column, by several threads at once.</param>
    public static void ForEachStrip(
        TileSource source, Mixtures mixtures, bool[] isBad, long first, long count, ParallelOptions options, Action<long, ColumnStrip> use)
    {
        const int width = 1024;
        const int stride = width + PointTiles.Gap;
        var reader = new TileReader(source, mixtures, isBad);
        Parallel.For(
            0L,
            (count + width - 1) / width,
            options,
            () => (Strip: new ColumnStrip(mixtures.Rows), Tile: ArrayPool<float>.Shared.Rent(mixtures.Rows * stride)),
            (tile, _, workspace) =>
            {
                var start = first + (tile * width);
                var wanted = (int)Math.Min(width, first + count - start);
                reader.Read(start, (wanted + ColumnStrip.Width - 1) / ColumnStrip.Width * ColumnStrip.Width, stride, workspace.Tile);
                for (var c = 0; c < wanted; c += ColumnStrip.Width)
                {
                    workspace.Strip.Load(workspace.Tile.AsSpan(c), stride);
                    use(start + c, workspace.Strip);
                }

                return workspace;
            },
            workspace => ArrayPool<float>.Shared.Return(workspace.Tile));
    }

    private static double[] Reduce(PointTiles tiles, int count, ParallelOptions options, Action<PointTiles.Tile, double[]> add)
    {
        var slabs = (int)Math.Min(tiles.Count, Math.Clamp(SlabBytes / (sizeof(double) * (long)count), 1, MostSlabs));
        var sums = new double[slabs][];
        Parallel.For(
            0,
            slabs,
            options,
            tiles.Rent,
            (slab, _, tile) =>
            {
                sums[slab] = new double[count];
                for (var index = slab * tiles.Count / slabs; index < (slab + 1) * tiles.Count / slabs; index++)
                {
                    options.CancellationToken.ThrowIfCancellationRequested();
                    tile.Read(index);
                    add(tile, sums[slab]);
                }

                return tile;
            },
            tile => tile.Dispose());
        for (var slab = 1; slab < slabs; slab++)
        {
            TensorPrimitives.Add(sums[0], sums[slab], sums[0]);
        }

        return sums[0];
    }
}
