using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using System.Text;
using FederatedSecure.Cryptography.Content;

namespace FederatedSecure.Cryptography.SecureAggregation;

/// <summary>
/// The survivors of an attempt in buckets. It follows from their signed headers, so that neither the coordinator nor a site chooses
/// who shares a bucket with whom, and everybody who has the headers finds the same.
/// </summary>
/// <remarks>
/// seed = SHA-256("federated.v1.Partition" ‖ 0x00 ‖ plan ‖ digest of each survivor's statement, in ordinal order of the names). The
/// survivors are put in the order of SHA-256(seed ‖ name) and cut into ⌊n/k⌋ buckets whose sizes differ by at most one: from k to
/// 2k − 1 sites each. Not guaranteed: that somebody with many sites of his own could not try for company he likes; with more than
/// the assumed number of colluding sites in a bucket a site is protected by its own noise alone.
/// </remarks>
public sealed class Partition
{
    private Partition(Digest digest, ImmutableArray<ImmutableArray<string>> buckets, ImmutableSortedDictionary<string, UploadHeader> headers)
    {
        (Digest, Buckets, Headers) = (digest, buckets, headers);
    }

    /// <summary>The seed, which names the partition: two with the same digest are the same.</summary>
    public Digest Digest { get; }

    /// <summary>The names in each bucket.</summary>
    public ImmutableArray<ImmutableArray<string>> Buckets { get; }

    /// <summary>The survivors' headers by name.</summary>
    public ImmutableSortedDictionary<string, UploadHeader> Headers { get; }

    /// <summary>Cuts the survivors into buckets.</summary>
    /// <param name="plan">The plan.</param>
    /// <param name="survivors">Their headers, as somebody showed them.</param>
    /// <param name="partition">The partition.</param>
    /// <param name="problem">Why there is none: a header that is not good, a name that stands twice, too few for one bucket.</param>
    public static bool TryCreate(
        SecurePlan plan,
        IReadOnlyCollection<UploadHeader> survivors,
        [NotNullWhen(true)] out Partition? partition,
        [NotNullWhen(false)] out string? problem)
    {
        partition = null;
        problem = survivors.Count < plan.BucketSize ? $"{survivors.Count} survivors do not fill a bucket of {plan.BucketSize}"
            : survivors.Select(header => header.Site).Distinct(StringComparer.Ordinal).Count() != survivors.Count ? "a survivor is named twice"
            : survivors.Select(header => header.Problem(plan)).FirstOrDefault(found => found is not null);
        if (problem is not null)
        {
            return false;
        }

        var headers = survivors.ToImmutableSortedDictionary(header => header.Site, header => header, StringComparer.Ordinal);
        var seed = Digest.Of(
        [
            .. "federated.v1.Partition\0"u8,
            .. plan.Digest.ToArray(),
            .. headers.Values.SelectMany(header => header.StatementDigest().ToArray()),
        ]);
        partition = new Partition(seed, Cut(seed, headers.Keys, plan.BucketSize), headers);
        return true;
    }

    /// <summary>The bucket that a site is in, from 0 on; −1 if it is no survivor.</summary>
    public int BucketOf(string site)
    {
        for (var bucket = 0; bucket < Buckets.Length; bucket++)
        {
            if (Buckets[bucket].Contains(site, StringComparer.Ordinal))
            {
                return bucket;
            }
        }

        return -1;
    }

    /// <summary>The buckets that a seed gives. For whoever has no signed headers, as a simulation; a site takes nothing but its own seed.</summary>
    /// <param name="seed">The seed.</param>
    /// <param name="sites">Different names, at least <paramref name="bucketSize"/>.</param>
    /// <param name="bucketSize">k.</param>
    public static ImmutableArray<ImmutableArray<string>> Cut(Digest seed, IEnumerable<string> sites, int bucketSize) =>
        Cut([.. sites.OrderBy(site => Place(seed, site))], bucketSize);

    private static Digest Place(Digest seed, string site) => Digest.Of([.. seed.ToArray(), .. Encoding.UTF8.GetBytes(site)]);

    private static ImmutableArray<ImmutableArray<string>> Cut(string[] sites, int bucketSize)
    {
        var count = sites.Length / bucketSize;
        var (size, larger) = (sites.Length / count, sites.Length % count);
        var buckets = ImmutableArray.CreateBuilder<ImmutableArray<string>>(count);
        for (var (bucket, start) = (0, 0); bucket < count; bucket++)
        {
            var length = size + (bucket < larger ? 1 : 0);
            buckets.Add([.. sites.AsSpan(start, length)]);
            start += length;
        }

        return buckets.MoveToImmutable();
    }
}
