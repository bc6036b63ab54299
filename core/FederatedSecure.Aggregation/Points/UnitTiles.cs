namespace FederatedSecure.Aggregation.Points;

/// <summary>Some points of a source, scaled to length 1 as they are read; the zero vector stays.</summary>
internal sealed class UnitTiles : IVectorTiles
{
    private readonly TileSource _source;
    private readonly int _first;
    private readonly double[] _norms;

    private UnitTiles(TileSource source, int first, int count, double[] norms) => (_source, _first, Count, _norms) = (source, first, count, norms);

    /// <inheritdoc/>
    public int Count { get; }

    /// <inheritdoc/>
    public long Length => _source.Length;

    /// <summary>All points of a source.</summary>
    public static TileSource Of(TileSource source, double[] norms)
    {
        List<(ExtraPoint, IVectorTiles)> extras = [];
        var first = source.Inputs + 1;
        foreach (var (which, count) in source.Extras)
        {
            extras.Add((which, new UnitTiles(source, first, count, norms)));
            first += count;
        }

        return new TileSource(new UnitTiles(source, 0, source.Inputs, norms), [.. Enumerable.Range(0, source.Inputs)], extras);
    }

    /// <inheritdoc/>
    public void Read(int row, long start, Span<float> destination)
    {
        var point = _first + row;
        _source.Read(point, start, destination);
        if (_norms[point] != 0)
        {
            foreach (ref var value in destination)
            {
                value = (float)(value / _norms[point]);
            }
        }
    }
}
