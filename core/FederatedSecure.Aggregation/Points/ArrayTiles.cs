namespace FederatedSecure.Aggregation.Points;

/// <summary>Vectors in memory. They are read where they lie and never changed.</summary>
public sealed class ArrayTiles : IVectorTiles
{
    private readonly IReadOnlyList<float[]> _rows;

    /// <exception cref="ArgumentException">There is no vector, or one has another length than the first.</exception>
    public ArrayTiles(IReadOnlyList<float[]> rows)
    {
        ArgumentNullException.ThrowIfNull(rows);
        Lengths.Require(rows, row => row.Length);
        _rows = rows;
        Length = rows[0].Length;
    }

    /// <inheritdoc/>
    public int Count => _rows.Count;

    /// <inheritdoc/>
    public long Length { get; }

    /// <inheritdoc/>
    public void Read(int row, long start, Span<float> destination) =>
        _rows[row].AsSpan((int)start, destination.Length).CopyTo(destination);
}
