using System.Buffers;
using System.Numerics.Tensors;
using FederatedSecure.Aggregation.Columns;
using FederatedSecure.Aggregation.Kernels;

namespace FederatedSecure.Aggregation.Points;

/// <summary>Tiles of all points: mixtures of the inputs, the origin, the further vectors, and rows of zeros to fill up.</summary>
/// <param name="source">The points.</param>
/// <param name="mixtures">What is made of the inputs.</param>
/// <param name="isBad">Set for inputs that are not finite.</param>
/// <param name="width">Elements of a row in a tile.</param>
/// <param name="rows">Rows in a tile, at least as many as there are points.</param>
internal sealed class PointTiles(TileSource source, Mixtures mixtures, bool[]? isBad, int width, int rows)
{
    /// <summary>Between rows: those a whole number of pages apart would compete for the same places in the cache.</summary>
    public const int Gap = 16;

    private readonly TileReader _reader = new(source, mixtures, isBad);

    /// <summary>Number of tiles.</summary>
    public long Count => (source.Length + width - 1) / width;

    /// <summary>One thread's working space.</summary>
    public Tile Rent() => new(this);

    private int Width => width;

    private int RowsInTile => rows;

    private int Inputs => mixtures.Rows;

    private int Points => mixtures.Rows + source.Points - source.Inputs;

    private void Read(long index, int stride, Span<float> buffer, Span<double> factors)
    {
        factors.Fill(1);
        _reader.Read(index * width, width, stride, buffer);
        for (var row = mixtures.Rows; row < rows; row++)
        {
            var target = buffer.Slice(row * stride, width);
            if (row < Points)
            {
                source.Read(row - mixtures.Rows + source.Inputs, index * width, target);
            }
            else
            {
                target.Clear();
            }
        }
    }

    /// <summary>One tile at a time.</summary>
    public sealed class Tile : IDisposable
    {
        private readonly PointTiles _tiles;
        private readonly float[] _buffer;
        private readonly float[] _row;
        private readonly double[] _wide;
        private ColumnStrip? _strip;

        internal Tile(PointTiles tiles)
        {
            _tiles = tiles;
            _buffer = ArrayPool<float>.Shared.Rent(tiles.RowsInTile * Stride);
            _row = new float[tiles.Width];
            _wide = new double[tiles.RowsInTile * MixKernel.MostLanes];
            Factors = new double[tiles.RowsInTile];
        }

        /// <summary>From one row to the next.</summary>
        public int Stride => _tiles.Width + Gap;

        /// <summary>All rows.</summary>
        public ReadOnlySpan<float> Rows => _buffer;

        /// <summary>What each row has to be multiplied by to be what it was.</summary>
        public double[] Factors { get; }

        /// <summary>One row.</summary>
        public Span<float> Row(int row) => _buffer.AsSpan(row * Stride, _tiles.Width);

        internal void Read(long index) => _tiles.Read(index, Stride, _buffer, Factors);

        /// <summary>One mixture of the rows.</summary>
        public ReadOnlySpan<float> Combine(Mixtures mixture)
        {
            MixKernel.Mix(mixture[0], mixture.Divisors, _buffer, Stride, _row.Length, _wide, _row);
            return _row;
        }

        /// <summary>Takes the coordinate-wise median of the inputs off all rows.</summary>
        public void SubtractMedian()
        {
            _strip ??= new ColumnStrip(_tiles.Inputs);
            for (var c = 0; c < _row.Length; c += ColumnStrip.Width)
            {
                _strip.Load(_buffer.AsSpan(c), Stride);
                MedianColumn.Instance.Apply(_strip, _row.AsSpan(c, ColumnStrip.Width));
            }

            for (var row = 0; row < _tiles.Points; row++)
            {
                TensorPrimitives.Subtract(Row(row), _row, Row(row));
            }
        }

        /// <summary>
        /// Multiplies rows by powers of two, so that products of their elements neither overflow nor all vanish.
        /// </summary>
        public void Normalize()
        {
            for (var row = 0; row < _tiles.Points; row++)
            {
                var largest = Math.Abs(TensorPrimitives.MaxMagnitude(Row(row)));
                if (largest is > 0 and (< 1e-9f or > 1e9f))
                {
                    var exponent = Math.ILogB(largest);
                    Factors[row] = Math.ScaleB(1, exponent);
                    foreach (ref var x in Row(row))
                    {
                        x = (float)Math.ScaleB(x, -exponent);
                    }
                }
            }
        }

        public void Dispose() => ArrayPool<float>.Shared.Return(_buffer);
    }
}
