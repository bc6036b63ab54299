using System.Globalization;
using FederatedSecure.Numerics;

namespace FederatedSecure.Aggregation.Points;

/// <summary>All points as they can be read: the inputs that are kept, the origin, the further vectors.</summary>
internal sealed class TileSource
{
    private readonly IVectorTiles _inputs;
    private readonly int[] _kept;
    private readonly (IVectorTiles Tiles, int Row)[] _further;

    /// <param name="inputs">The inputs.</param>
    /// <param name="kept">Which of them count.</param>
    /// <param name="extras">Further vectors.</param>
    public TileSource(IVectorTiles inputs, int[] kept, IReadOnlyList<(ExtraPoint Which, IVectorTiles Tiles)> extras)
    {
        (_inputs, _kept) = (inputs, kept);
        Extras = [.. extras.Select(extra => (extra.Which, extra.Which == ExtraPoint.History ? kept.Length : extra.Tiles.Count))];
        _further = [.. extras.SelectMany(extra =>
            (extra.Which == ExtraPoint.History ? kept : Enumerable.Range(0, extra.Tiles.Count)).Select(row => (extra.Tiles, row)))];
    }

    /// <summary>Number of inputs.</summary>
    public int Inputs => _kept.Length;

    /// <summary>Elements of each vector.</summary>
    public long Length => _inputs.Length;

    /// <summary>Number of points.</summary>
    public int Points => Inputs + 1 + _further.Length;

    /// <summary>The further vectors' kinds.</summary>
    public IReadOnlyList<(ExtraPoint Which, int Count)> Extras { get; }

    /// <summary>The input's number among all inputs.</summary>
    public int OriginalOf(int input) => _kept[input];

    /// <summary>
    /// Reads elements of one point; zeros beyond the end of the vector. A point that is not finite reads as zeros.
    /// </summary>
    /// <returns>False if an input had an element that is not finite.</returns>
    /// <exception cref="ArgumentException">A further vector is not finite.</exception>
    public bool Read(int point, long start, Span<float> destination)
    {
        var length = (int)Math.Min(destination.Length, Length - start);
        destination[length..].Clear();
        if (point == Inputs)
        {
            destination.Clear();
            return true;
        }

        var wanted = destination[..length];
        if (point < Inputs)
        {
            _inputs.Read(_kept[point], start, wanted);
        }
        else
        {
            var (tiles, row) = _further[point - Inputs - 1];
            tiles.Read(row, start, wanted);
        }

        if (VectorKernels.AllFinite(wanted))
        {
            return true;
        }

        destination.Clear();
        return point < Inputs ? false : throw new ArgumentException(string.Create(
            CultureInfo.InvariantCulture, $"A further vector of the rule (number {point - Inputs - 1}) has an element that is not finite."));
    }
}
