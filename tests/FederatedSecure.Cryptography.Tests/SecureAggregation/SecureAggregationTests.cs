using FederatedSecure.Cryptography.SecureAggregation;
using FederatedSecure.Cryptography.Tests.SecureAggregation.Support;

namespace FederatedSecure.Cryptography.Tests.SecureAggregation;

/// <summary>All steps one after the other, among honest sites.</summary>
public sealed class SecureAggregationTests
{
    [Theory]
    [InlineData(3, 3, 50)]
    [InlineData(9, 3, 26_010)]
    [InlineData(11, 2, 9_000)]
    [InlineData(40, 5, 3_000)]
    public void Round_OfHonestSites_OpensEveryBucketMeanAndItsFigures(int sites, int bucketSize, int values)
    {
        using var federation = new TestFederation(sites, values, bucketSize, maximumWeight: 8);
        var updates = federation.Sites.Keys.ToDictionary(site => site, site => Update(site, values));
        var weights = federation.Sites.Keys.ToDictionary(site => site, site => 1L + (Math.Abs(site[^1]) % 8));
        var uploads = updates.ToDictionary(
            entry => entry.Key, entry => federation.Upload(entry.Key, entry.Value, new SiteFigures(weights[entry.Key], 100, 25.5, 20, 15, 8.25)));

        Assert.All(uploads.Values, upload => Assert.Null(UploadCheck.Problem(federation.Plan, upload.Header, upload.Read)));
        var partition = federation.Partition(uploads);
        var answers = federation.Plan.Holders.Take(federation.Plan.Threshold).Select(holder => federation.Answer(holder, partition, uploads)).ToArray();

        for (var bucket = 0; bucket < partition.Buckets.Length; bucket++)
        {
            var members = partition.Buckets[bucket];
            var (opened, mean) = federation.Open(partition, bucket, uploads, answers);
            Assert.Null(opened.Problem);
            var weight = members.Sum(member => weights[member]);
            Assert.Equal(new SiteFigures(weight, 100 * members.Length, 25.5 * members.Length, 20 * members.Length, 15 * members.Length, 8.25 * members.Length) { Evaluators = members.Length }, opened.Figures);
            var step = 2.0 / 65_535 * 8 * members.Length / weight;
            for (var i = 0; i < values; i++)
            {
                var expected = members.Sum(member => weights[member] * updates[member][i]) / weight;
                Assert.InRange(mean[i], expected - step - 1e-6, expected + step + 1e-6);
            }
        }
    }

    private static float[] Update(string site, int values)
    {
        var random = new Numerics.SeededRandomSource(ulong.Parse(site[5..], System.Globalization.CultureInfo.InvariantCulture));
        var update = new float[values];
        for (var i = 0; i < values; i++)
        {
            // A norm below the clip norm of 10, coordinates within the range of 1.
            update[i] = (float)((2 * Numerics.RandomSourceExtensions.NextDouble(random)) - 1) * MathF.Min(1, 10 / MathF.Sqrt(values));
        }

        return update;
    }
}
