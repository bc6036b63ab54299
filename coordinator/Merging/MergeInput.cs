using System.Collections.Immutable;
using System.Runtime.InteropServices;
using FederatedSecure.Rounds;
using Microsoft.Win32.SafeHandles;

namespace FederatedSecure.Coordinator.Merging;

/// <summary>What is merged into the next model: a site's update, or the mean of a bucket.</summary>
/// <param name="sites">The sites behind it.</param>
/// <param name="weight">What it counts in a weighted mean.</param>
/// <param name="file">Its values, IEEE 754 binary32. Closed with this.</param>
internal sealed class MergeInput(ImmutableArray<SiteId> sites, double weight, SafeFileHandle file) : IDisposable
{
    /// <summary>The sites behind it.</summary>
    public ImmutableArray<SiteId> Sites => sites;

    /// <summary>What it counts in a weighted mean.</summary>
    public double Weight => weight;

    /// <summary>Reads values. Several threads may at once.</summary>
    /// <param name="first">Index of the first.</param>
    /// <param name="destination">Filled completely.</param>
    /// <exception cref="EndOfStreamException">The file has been cut off.</exception>
    public void Read(long first, Span<float> destination)
    {
        var bytes = MemoryMarshal.AsBytes(destination);
        if (RandomAccess.Read(file, bytes, first * sizeof(float)) != bytes.Length)
        {
            throw new EndOfStreamException($"What came from {string.Join(", ", sites)} has been cut off on disk.");
        }
    }

    /// <inheritdoc/>
    public void Dispose() => file.Dispose();
}
