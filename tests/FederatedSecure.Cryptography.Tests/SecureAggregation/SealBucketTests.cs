using FederatedSecure.Cryptography.Lattice;
using FederatedSecure.Cryptography.Lattice.Seal;
using FederatedSecure.Cryptography.Packing;
using FederatedSecure.Cryptography.Sharing;
using FederatedSecure.Cryptography.Tests.Lattice.Seal;
using FederatedSecure.Cryptography.Tests.SecureAggregation.Support;
using FederatedSecure.Numerics;

namespace FederatedSecure.Cryptography.Tests.SecureAggregation;

/// <summary>
/// A bucket as a round leaves it, uploads with dropped bits, key from t holders' answers, are Microsoft SEAL's own objects: what is
/// opened here is what SEAL opens.
/// </summary>
public sealed class SealBucketTests(NineSites nine) : IClassFixture<NineSites>
{
    private TestRound Round => nine.Round;

    [Fact]
    public void BucketSums_OfARound_AreSealsCiphertexts()
    {
        foreach (var (bucket, chunk) in Chunks())
        {
            var (sum, key, message) = Open(bucket, chunk);
            using (key)
            {
                using var common = new CommonPolynomials(Round.Plan.Ring, Round.Plan.Digest);
                Assert.Equal(message, SealCiphertext.OfSum(common, chunk, sum).Decrypt(key));
            }
        }
    }

    [Fact]
    public async Task BucketSums_OfARound_AreOpenedBySealItself()
    {
        var script = SealInteropTests.Judge();
        var cancellation = TestContext.Current.CancellationToken;
        var root = Directory.CreateTempSubdirectory("seal-buckets-").FullName;
        try
        {
            foreach (var (bucket, chunk) in Chunks())
            {
                var directory = Directory.CreateDirectory(Path.Combine(root, $"bucket-{bucket}-chunk-{chunk}")).FullName;
                var (sum, key, message) = Open(bucket, chunk);
                using var common = new CommonPolynomials(Round.Plan.Ring, Round.Plan.Digest);
                using (key)
                {
                    await File.WriteAllBytesAsync(Path.Combine(directory, "key"), SealSecretKey.Write(key), cancellation);
                }

                await File.WriteAllBytesAsync(Path.Combine(directory, "parameters"), SealEncryptionParameters.Of(Round.Plan.Ring).ToArray(), cancellation);
                await File.WriteAllBytesAsync(Path.Combine(directory, "ciphertext"), SealCiphertext.OfSum(common, chunk, sum).ToArray(), cancellation);
                await File.WriteAllBytesAsync(Path.Combine(directory, "message"), SealPlaintext.OfMessage(message).ToArray(), cancellation);
            }

            var (exitCode, output) = await SealInteropTests.RunAsync("node", [script, root]);

            Assert.True(exitCode == 0, output);
            Assert.Contains("6 of 6 cases hold", output, StringComparison.Ordinal);
        }
        finally
        {
            Directory.Delete(root, recursive: true);
        }
    }

    private IEnumerable<(int Bucket, int Chunk)> Chunks() =>
        Round.Buckets.SelectMany(_ => Enumerable.Range(0, Round.Plan.Packing.Chunks), (bucket, chunk) => (bucket, chunk));

    /// <summary>The sum of a bucket's chunk, its key, and the message that holds the members' figures and values.</summary>
    private (ulong[] Sum, OpeningKey Key, ulong[] Message) Open(int bucket, int chunk)
    {
        var (plan, members) = (Round.Plan, Round.Partition.Buckets[bucket]);
        var (sum, b, message) = (new ulong[plan.Ring.Degree], new ulong[plan.Ring.Degree], new ulong[plan.Ring.Degree]);
        foreach (var member in members)
        {
            Assert.True(plan.Packing.Codec.TryDecode(Round.Uploads[member].Content.AsSpan((int)plan.Upload.OfChunk(chunk), plan.Upload.ChunkLength), b));
            Adder.Add(sum, b, plan.Ring);
        }

        SecretShare[] answers = [.. Round.Answers(plan.Threshold).Select(answer => answer[bucket].Sum!)];
        var key = ShareCombiner.Combine(plan.Threshold, answers, new SeededRandomSource(1)).Key!;
        using var common = new CommonPolynomials(plan.Ring, plan.Digest);
        Assert.True(plan.Packing.DroppedBits > 0);
        Assert.True(new Opener(common).Open(key, chunk, sum, members.Length, plan.Packing.DroppedBits, message).Passes);
        var (values, slots) = (new ulong[plan.Packing.ValuesOf(chunk).Count], new ulong[plan.Packing.SlotsOf(chunk).Count]);
        Assert.True(new VectorPacker(plan.Packing).TryUnpack(chunk, members.Length, message, values, slots));
        if (chunk == 0)
        {
            Assert.Equal((ulong)members.Sum(member => TestRound.Weight(member, plan)), slots[0]);
        }

        return (sum, key, message);
    }
}
