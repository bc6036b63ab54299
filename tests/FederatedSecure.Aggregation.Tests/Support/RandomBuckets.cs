using System.Collections.Immutable;
using FederatedSecure.Aggregation.Contamination;
using FederatedSecure.Numerics;

namespace FederatedSecure.Aggregation.Tests.Support;

/// <summary>Random partitions.</summary>
internal static class RandomBuckets
{
    public static ImmutableArray<T>[] Draw<T>(IRandomSource random, IEnumerable<T> sites, int bucketSize)
    {
        T[] order = [.. sites];
        random.Shuffle<T>(order);
        var sizes = BucketSizes.Of(order.Length, bucketSize);
        var buckets = new ImmutableArray<T>[sizes.Count];
        for (var (bucket, start) = (0, 0); bucket < buckets.Length; bucket++)
        {
            var size = sizes.Size + (bucket < sizes.Larger ? 1 : 0);
            buckets[bucket] = [.. order.AsSpan(start, size)];
            start += size;
        }

        return buckets;
    }
}
