namespace FederatedSecure.Aggregation.Contamination;

/// <summary>
/// How many buckets there are and how large: ⌊n/k⌋ of them, sizes that differ by at most one, the larger ones first. It is how a
/// round's partition cuts its survivors.
/// </summary>
/// <param name="Count">Number of buckets, B.</param>
/// <param name="Size">Sites in each of the smaller buckets, at least k.</param>
/// <param name="Larger">How many buckets hold one site more than <paramref name="Size"/>.</param>
/// <example>Ten sites in buckets of at least three: three buckets, of 4, 3 and 3.</example>
public readonly record struct BucketSizes(int Count, int Size, int Larger)
{
    /// <summary>Number of sites, n.</summary>
    public int Sites => (Count * Size) + Larger;

    /// <summary>The sizes for n sites in buckets of at least k.</summary>
    /// <param name="sites">n, at least k.</param>
    /// <param name="bucketSize">k, at least 1.</param>
    /// <exception cref="ArgumentOutOfRangeException">A number is below its least.</exception>
    public static BucketSizes Of(int sites, int bucketSize)
    {
        if (bucketSize < 1)
        {
            throw new ArgumentOutOfRangeException(nameof(bucketSize), bucketSize, "A bucket holds at least one site: k must be 1 or more.");
        }

        if (sites < bucketSize)
        {
            throw new ArgumentOutOfRangeException(nameof(sites), sites, $"Fewer sites than one bucket holds: n must be at least k, {bucketSize}.");
        }

        var count = sites / bucketSize;
        return new BucketSizes(count, sites / count, sites % count);
    }
}
