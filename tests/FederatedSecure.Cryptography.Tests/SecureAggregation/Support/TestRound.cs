using System.Collections.Immutable;
using System.Globalization;
using FederatedSecure.Cryptography.SecureAggregation;
using FederatedSecure.Numerics;

namespace FederatedSecure.Cryptography.Tests.SecureAggregation.Support;

/// <summary>One attempt at a round: what the sites uploaded, the partition, and everything that a test may want to do with it.</summary>
internal sealed class TestRound
{
    private readonly Dictionary<string, ImmutableArray<BucketAnswer>> _answers = [];

    private TestRound(TestFederation federation, SecurePlan plan, ImmutableSortedDictionary<string, TestUpload> uploads)
    {
        (Federation, Plan, Uploads) = (federation, plan, uploads);
        Partition = federation.Partition(uploads, plan);
    }

    public TestFederation Federation { get; }

    public SecurePlan Plan { get; }

    public ImmutableSortedDictionary<string, TestUpload> Uploads { get; }

    public Partition Partition { get; }

    public IEnumerable<int> Buckets => Enumerable.Range(0, Partition.Buckets.Length);

    /// <summary>All sites upload their <see cref="Update"/> with their <see cref="Weight"/>.</summary>
    public static TestRound Honest(TestFederation federation, SecurePlan? of = null)
    {
        var plan = of ?? federation.Plan;
        return new(federation, plan, federation.Sites.Keys.ToImmutableSortedDictionary(site => site, site => Upload(federation, site, plan), StringComparer.Ordinal));
    }

    public static TestUpload Upload(TestFederation federation, string site, SecurePlan plan) =>
        federation.Upload(site, Update(site, federation.Plan), new SiteFigures(Weight(site, federation.Plan), 10, 5, 4, 3, 2), plan);

    /// <summary>Coordinates within the range of 1, a norm below the clip norm of 10.</summary>
    public static float[] Update(string site, SecurePlan plan)
    {
        var random = new SeededRandomSource(Number(site), 11);
        var update = new float[plan.Terms.Values];
        foreach (ref var value in update.AsSpan())
        {
            value = (float)((2 * random.NextDouble()) - 1) * MathF.Min(1, 10 / MathF.Sqrt(update.Length));
        }

        return update;
    }

    public static long Weight(string site, SecurePlan plan) => 1 + (long)(Number(site) % (ulong)plan.Terms.MaximumWeight);

    /// <summary>The round with a site's upload replaced, and all that follows from it.</summary>
    public TestRound With(string site, TestUpload upload) => new(Federation, Plan, Uploads.SetItem(site, upload));

    /// <summary>The round without a site's upload.</summary>
    public TestRound Without(string site) => new(Federation, Plan, Uploads.Remove(site));

    /// <summary>What a holder honestly answers.</summary>
    public ImmutableArray<BucketAnswer> Answer(string holder)
    {
        lock (_answers)
        {
            if (!_answers.TryGetValue(holder, out var answer))
            {
                _answers.Add(holder, answer = Federation.Answer(holder, Partition, Uploads, Plan));
            }

            return answer;
        }
    }

    /// <summary>The first so many holders' honest answers; all where nothing is said.</summary>
    public ImmutableArray<BucketAnswer>[] Answers(int count = int.MaxValue) => [.. Plan.Holders.Take(count).Select(Answer)];

    public (OpenedBucket Bucket, float[] Mean) Open(int bucket, IEnumerable<ImmutableArray<BucketAnswer>>? answers = null) =>
        Federation.Open(Partition, bucket, Uploads, answers ?? Answers(), Plan);

    /// <summary>Opens the bucket of a site whose upload is bad.</summary>
    public OpenedBucket OpenBucketOf(string site, IEnumerable<ImmutableArray<BucketAnswer>>? answers = null) =>
        Open(Partition.BucketOf(site), answers).Bucket;

    /// <summary>The bucket opens, to its members' weighted mean up to the rounding.</summary>
    public OpenedBucket AssertOpens(int bucket, IEnumerable<ImmutableArray<BucketAnswer>>? answers = null)
    {
        var (opened, mean) = Open(bucket, answers);

        Assert.Null(opened.Problem);
        var members = Partition.Buckets[bucket];
        var updates = members.ToDictionary(member => member, member => Update(member, Plan));
        var weight = members.Sum(member => Weight(member, Plan));
        Assert.Equal(weight, opened.Figures!.Value.Weight);
        Assert.Equal(10 * members.Length, opened.Figures.Value.Examples);
        var step = (2 * Plan.Terms.Range / Plan.Packing.LargestValue * Plan.Terms.MaximumWeight * members.Length / weight) + 1e-6;
        for (var i = 0; i < mean.Length; i++)
        {
            Assert.Equal(members.Sum(member => (double)Weight(member, Plan) * updates[member][i]) / weight, mean[i], step);
        }

        return opened;
    }

    /// <summary>The round goes on: every bucket opens but that of the culprit.</summary>
    public void AssertOthersOpen(string culprit, IEnumerable<ImmutableArray<BucketAnswer>>? answers = null)
    {
        Assert.True(Partition.Buckets.Length > 1, "There is no other bucket.");
        foreach (var bucket in Buckets.Where(bucket => bucket != Partition.BucketOf(culprit)))
        {
            AssertOpens(bucket, answers);
        }
    }

    private static ulong Number(string site) => ulong.Parse(site[5..], CultureInfo.InvariantCulture);
}
