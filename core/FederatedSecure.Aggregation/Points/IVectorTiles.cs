namespace FederatedSecure.Aggregation.Points;

/// <summary>
/// Vectors of one length that are read piece by piece, from memory or from a file. Read by several threads at once.
/// </summary>
public interface IVectorTiles
{
    /// <summary>Number of vectors.</summary>
    int Count { get; }

    /// <summary>Elements of each vector.</summary>
    long Length { get; }

    /// <summary>Copies elements of one vector.</summary>
    /// <param name="row">The vector, from 0.</param>
    /// <param name="start">Its first element to copy.</param>
    /// <param name="destination">As many elements as are wanted.</param>
    void Read(int row, long start, Span<float> destination);
}
