using System.Buffers;
using FederatedSecure.Aggregation.Kernels;

namespace FederatedSecure.Aggregation.Points;

/// <summary>Reads tiles of mixtures, touching only the points that have a share in any.</summary>
internal sealed class TileReader
{
    private readonly TileSource _source;
    private readonly bool[]? _isBad;
    private readonly int[] _used;
    private readonly double[] _weights;
    private readonly double[] _divisors;
    private readonly int[] _only;

    /// <param name="source">The points.</param>
    /// <param name="mixtures">What is made of them.</param>
    /// <param name="isBad">Set for inputs with a share that are not finite; null where that has been looked at.</param>
    public TileReader(TileSource source, Mixtures mixtures, bool[]? isBad = null)
    {
        (_source, _isBad) = (source, isBad);
        _only = new int[mixtures.Rows];
        var hasShare = new bool[mixtures.Points];
        for (var row = 0; row < mixtures.Rows; row++)
        {
            _only[row] = mixtures.OnlyPoint(row);
            for (var point = 0; point < hasShare.Length; point++)
            {
                hasShare[point] |= mixtures[row][point] != 0;
            }
        }

        // Rows that are points, maybe scaled, need no product of matrices.
        NeedsProduct = Array.IndexOf(_only, -1) >= 0;
        _used = [.. Enumerable.Range(0, mixtures.Points).Where(point => point != source.Inputs && hasShare[point])];
        _weights = new double[mixtures.Rows * _used.Length];
        _divisors = mixtures.Divisors.ToArray();
        for (var row = 0; row < mixtures.Rows; row++)
        {
            for (var k = 0; k < _used.Length; k++)
            {
                _weights[(row * _used.Length) + k] = mixtures[row][_used[k]];
            }
        }

        for (var row = 0; !NeedsProduct && row < Rows; row++)
        {
            _only[row] = Array.IndexOf(_used, _only[row]);
        }
    }

    /// <summary>Number of mixtures.</summary>
    public int Rows => _divisors.Length;

    private bool NeedsProduct { get; }

    /// <summary>Reads a tile.</summary>
    /// <param name="start">The first element.</param>
    /// <param name="width">Elements wanted, a multiple of <see cref="ColumnStrip.Width"/>; beyond the end of the vectors they are zeros.</param>
    /// <param name="stride">From one row to the next.</param>
    /// <param name="tile">Where the rows go.</param>
    public void Read(long start, int width, int stride, Span<float> tile)
    {
        if (_used.Length == 0)
        {
            tile[..(((Rows - 1) * stride) + width)].Clear();
        }
        else if (NeedsProduct)
        {
            ReadProduct(start, width, stride, tile);
        }
        else
        {
            for (var row = 0; row < Rows; row++)
            {
                var target = tile.Slice(row * stride, width);
                ReadPoint(_only[row], start, target);
                Scale(target, _weights[(row * _used.Length) + _only[row]], _divisors[row]);
            }
        }
    }

    private void ReadProduct(long start, int width, int stride, Span<float> tile)
    {
        var points = ArrayPool<float>.Shared.Rent(_used.Length * stride);
        var wide = ArrayPool<double>.Shared.Rent(_used.Length * MixKernel.MostLanes);
        for (var k = 0; k < _used.Length; k++)
        {
            ReadPoint(k, start, points.AsSpan(k * stride, width));
        }

        MixKernel.Mix(_weights, _divisors, points, stride, width, wide, tile);
        ArrayPool<float>.Shared.Return(points);
        ArrayPool<double>.Shared.Return(wide);
    }

    private void ReadPoint(int k, long start, Span<float> target)
    {
        if (!_source.Read(_used[k], start, target) && _isBad is { } isBad)
        {
            Volatile.Write(ref isBad[_used[k]], true);
        }
    }

    private static void Scale(Span<float> row, double weight, double divisor)
    {
        if (weight != divisor)
        {
            foreach (ref var x in row)
            {
                x = (float)(x * weight / divisor);
            }
        }
    }
}
