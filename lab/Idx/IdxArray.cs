using System.Collections.Immutable;

namespace FederatedSecure.Lab.Idx;

/// <summary>An array of bytes as MNIST's IDX files carry it: the first dimension counts the records.</summary>
public sealed class IdxArray
{
    private readonly byte[] _data;

    /// <param name="dimensions">Length of each dimension; each at least 0.</param>
    /// <param name="data">The values, last dimension fastest. Not copied.</param>
    /// <exception cref="ArgumentException">The data's length is not the product of the dimensions.</exception>
    public IdxArray(ImmutableArray<int> dimensions, byte[] data)
    {
        if (dimensions.IsDefaultOrEmpty || dimensions.Any(length => length < 0))
        {
            throw new ArgumentException("An IDX array has at least one dimension, and none is negative.", nameof(dimensions));
        }

        long expected = dimensions.Aggregate(1L, (product, length) => checked(product * length));
        if (expected != data.Length)
        {
            throw new ArgumentException($"Dimensions {string.Join('×', dimensions)} need {expected} bytes, not {data.Length}.", nameof(data));
        }

        Dimensions = dimensions;
        _data = data;
    }

    /// <summary>Length of each dimension, records first.</summary>
    public ImmutableArray<int> Dimensions { get; }

    /// <summary>Number of records.</summary>
    public int Records => Dimensions[0];

    /// <summary>All values, record by record.</summary>
    public ReadOnlySpan<byte> Data => _data;

    /// <summary>Bytes of one record.</summary>
    public int RecordLength => Records == 0 ? 0 : _data.Length / Records;

    /// <summary>The records at <paramref name="indexes"/>, in that order.</summary>
    /// <exception cref="ArgumentOutOfRangeException">An index names no record.</exception>
    public IdxArray Select(IReadOnlyList<int> indexes)
    {
        int length = RecordLength;
        var selected = new byte[checked(indexes.Count * length)];
        for (int i = 0; i < indexes.Count; i++)
        {
            ArgumentOutOfRangeException.ThrowIfNegative(indexes[i]);
            ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(indexes[i], Records);
            _data.AsSpan(indexes[i] * length, length).CopyTo(selected.AsSpan(i * length));
        }

        return new IdxArray(Dimensions.SetItem(0, indexes.Count), selected);
    }
}
