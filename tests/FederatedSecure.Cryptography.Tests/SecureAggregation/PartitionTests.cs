using System.Collections.Immutable;
using System.Text;
using CsCheck;
using FederatedSecure.Cryptography.Content;
using FederatedSecure.Cryptography.SecureAggregation;
using FederatedSecure.Cryptography.Tests.SecureAggregation.Support;
using FederatedSecure.Numerics;

namespace FederatedSecure.Cryptography.Tests.SecureAggregation;

public sealed class PartitionTests(PartitionTests.FortySites forty) : IClassFixture<PartitionTests.FortySites>
{
    [Fact]
    public void Buckets_AreDisjointCoverAllSurvivorsAndKeepToTheirSize() =>
        Gen.Select(Gen.Int[2, 40], Gen.ULong).SelectMany((survivors, seed) => Gen.Select(Gen.Const(survivors), Gen.Int[2, survivors], Gen.Const(seed)))
            .Sample(
                (survivors, bucketSize, seed) =>
                {
                    var plan = forty.PlanOf(bucketSize);
                    var headers = forty.Headers(plan, survivors, seed);

                    var partition = Create(plan, headers);

                    Assert.Equal(headers.Select(header => header.Site).Order(StringComparer.Ordinal), partition.Buckets.SelectMany(bucket => bucket).Order(StringComparer.Ordinal));
                    Assert.Equal(survivors / bucketSize, partition.Buckets.Length);
                    Assert.All(partition.Buckets, bucket => Assert.InRange(bucket.Length, bucketSize, (2 * bucketSize) - 1));
                    Assert.InRange(partition.Buckets.Max(bucket => bucket.Length) - partition.Buckets.Min(bucket => bucket.Length), 0, 1);
                    Assert.All(headers, header => Assert.Contains(header.Site, partition.Buckets[partition.BucketOf(header.Site)]));
                    Assert.Equal(-1, partition.BucketOf("nobody"));
                },
                iter: 25,
                threads: 1);

    [Fact]
    public void Partition_DependsNeitherOnTheOrderNorOnTheSignatures() =>
        Gen.Select(Gen.Int[3, 20], Gen.ULong).Sample(
            (survivors, seed) =>
            {
                var plan = forty.PlanOf(3);
                var first = forty.Headers(plan, survivors, seed);
                var second = forty.Headers(plan, survivors, seed);
                new SeededRandomSource(seed).Shuffle<UploadHeader>(second);

                // The curve's signatures are other bytes every time they are made, for the same statement.
                Assert.DoesNotContain(second, header => first.Any(other => other.Signature.SequenceEqual(header.Signature)));
                AssertSame(Create(plan, first), Create(plan, second));
            },
            iter: 8,
            threads: 1);

    [Fact]
    public void Partition_FollowsItsDocumentation()
    {
        var plan = forty.PlanOf(3);
        var headers = forty.Headers(plan, 11, 5);

        byte[] statements =
        [
            .. headers.OrderBy(header => header.Site, StringComparer.Ordinal).SelectMany(header => Digest.Of(
            [
                .. "federated.v1.UploadHeader\0"u8,
                .. plan.Digest.ToArray(),
                .. header.Update.ToArray(),
                .. BitConverter.GetBytes(header.Envelopes.Length),
                .. header.Envelopes.SelectMany(envelope => envelope.ToArray()),
                .. Encoding.UTF8.GetBytes(header.Site),
            ]).ToArray()),
        ];
        var seed = Digest.Of([.. "federated.v1.Partition\0"u8, .. plan.Digest.ToArray(), .. statements]);
        string[] order = [.. headers.Select(header => header.Site).OrderBy(site => Digest.Of([.. seed.ToArray(), .. Encoding.UTF8.GetBytes(site)]))];

        var partition = Create(plan, headers);
        Assert.Equal(seed, partition.Digest);
        Assert.Equal([order[..4], order[4..8], order[8..]], partition.Buckets.Select(bucket => bucket.ToArray()));
    }

    [Fact]
    public void Partition_ChangesWithAnySurvivorsWordAndWithThePlan()
    {
        var plan = forty.PlanOf(3);
        var headers = forty.Headers(plan, 9, 1);
        var digests = new HashSet<Digest> { Create(plan, headers).Digest };

        for (var i = 0; i < headers.Length; i++)
        {
            var changed = headers.ToArray();
            changed[i] = forty.Header(plan, headers[i].Site, update: Digest.Of("another upload"u8));
            Assert.True(digests.Add(Create(plan, changed).Digest));
            changed[i] = forty.Header(plan, headers[i].Site, headers[i].Update, headers[i].Envelopes.SetItem(3, Digest.Of("another envelope"u8)));
            Assert.True(digests.Add(Create(plan, changed).Digest));
            Assert.True(digests.Add(Create(plan, [.. headers[..i], .. headers[(i + 1)..]]).Digest));
        }

        var other = forty.Federation.NewPlan("another", plan.Terms);
        Assert.True(digests.Add(Create(other, [.. headers.Select(header => forty.Header(other, header.Site, header.Update, header.Envelopes))]).Digest));
    }

    [Fact]
    public void Partitions_OfManySeeds_FavourNobodysCompany()
    {
        // Six sites in two buckets of three: ten ways, equally frequent whatever one site uploads. Chi-square with 9 degrees of
        // freedom; 33.7 is exceeded once in 10,000.
        var plan = forty.PlanOf(3);
        var headers = forty.Headers(plan, 6, 2);
        var counts = new Dictionary<string, int>();
        const int runs = 300;
        for (var run = 0; run < runs; run++)
        {
            headers[2] = forty.Header(plan, headers[2].Site, Digest.Of(BitConverter.GetBytes(run)));
            var partition = Create(plan, headers);
            var company = string.Join(' ', partition.Buckets[partition.BucketOf(headers[0].Site)].Order(StringComparer.Ordinal));
            counts[company] = counts.GetValueOrDefault(company) + 1;
        }

        Assert.Equal(10, counts.Count);
        Assert.InRange(counts.Values.Sum(count => (count - (runs / 10.0)) * (count - (runs / 10.0)) / (runs / 10.0)), 0, 33.7);
    }

    private static Partition Create(SecurePlan plan, UploadHeader[] headers)
    {
        Assert.True(Partition.TryCreate(plan, headers, out var partition, out var problem), problem);
        return partition;
    }

    private static void AssertSame(Partition expected, Partition actual)
    {
        Assert.Equal(expected.Digest, actual.Digest);
        Assert.Equal(expected.Buckets.Select(bucket => bucket.ToArray()), actual.Buckets.Select(bucket => bucket.ToArray()));
    }

    /// <summary>A roster, its plans for every bucket size, and headers over uploads that are none.</summary>
    public sealed class FortySites : IDisposable
    {
        private readonly Dictionary<int, SecurePlan> _plans = [];

        internal TestFederation Federation { get; } = new(sites: 40, values: 10, bucketSize: 3);

        public void Dispose() => Federation.Dispose();

        internal SecurePlan PlanOf(int bucketSize)
        {
            lock (_plans)
            {
                if (!_plans.TryGetValue(bucketSize, out var plan))
                {
                    // Nothing is encrypted here, so that no bits need dropping.
                    var terms = Federation.Terms with { Ring = "n4096-q58-b", BucketSize = bucketSize, DroppedBits = 0 };
                    _plans.Add(bucketSize, plan = Federation.NewPlan($"buckets of {bucketSize}", terms));
                }

                return plan;
            }
        }

        internal UploadHeader[] Headers(SecurePlan plan, int survivors, ulong seed)
        {
            string[] sites = [.. plan.Roster.Select(member => member.Site)];
            new SeededRandomSource(seed).Shuffle<string>(sites);
            return [.. sites.Take(survivors).Select(site => Header(plan, site, Digest.Of(Encoding.UTF8.GetBytes($"{site} {seed}"))))];
        }

        internal UploadHeader Header(SecurePlan plan, string site, Digest update, ImmutableArray<Digest>? envelopes = null) => UploadHeader.Sign(
            Federation.Sites[site].Key.Key,
            plan.Digest,
            site,
            update,
            envelopes ?? [.. plan.Holders.Select(holder => Digest.Of(Encoding.UTF8.GetBytes($"{site} to {holder}")))]);
    }
}
