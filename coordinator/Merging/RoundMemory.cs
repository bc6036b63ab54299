using System.Runtime.InteropServices;
using FederatedSecure.Aggregation.Points;
using Microsoft.Win32.SafeHandles;

namespace FederatedSecure.Coordinator.Merging;

/// <summary>
/// What is remembered from round to round: vectors of the model's length, one after the other in a file. First those of the server
/// optimizer, then those of the merge.
/// </summary>
/// <param name="file">The file; null before the first round.</param>
/// <param name="length">Values of a vector.</param>
internal sealed class RoundMemory(SafeFileHandle? file, long length)
{
    /// <summary>Whether there is nothing to remember yet.</summary>
    public bool IsEmpty => file is null;

    /// <summary>Reads a part of a vector.</summary>
    /// <exception cref="InvalidDataException">The file has been cut off.</exception>
    public void Read(int vector, long first, Span<float> destination)
    {
        var bytes = MemoryMarshal.AsBytes(destination);
        if (RandomAccess.Read(file!, bytes, PlaceOf(vector, first)) != bytes.Length)
        {
            throw new InvalidDataException("What the server optimizer and the rule remember has been cut off on disk: restore it from a backup.");
        }
    }

    /// <summary>Writes a part of a vector.</summary>
    public void Write(int vector, long first, ReadOnlySpan<float> values) =>
        RandomAccess.Write(file!, MemoryMarshal.AsBytes(values), PlaceOf(vector, first));

    /// <summary>One vector as the rules read it: zeros where nothing is remembered yet.</summary>
    public IVectorTiles Tiles(int vector) => new Vector(this, vector, length);

    private long PlaceOf(int vector, long first) => ((vector * length) + first) * sizeof(float);

    private sealed class Vector(RoundMemory memory, int vector, long length) : IVectorTiles
    {
        public int Count => 1;

        public long Length => length;

        public void Read(int row, long start, Span<float> destination)
        {
            if (memory.IsEmpty)
            {
                destination.Clear();
            }
            else
            {
                memory.Read(vector, start, destination);
            }
        }
    }
}
