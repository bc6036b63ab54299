using System.Buffers.Binary;
using System.Collections.Immutable;
using CsCheck;
using FederatedSecure.Cryptography.Lattice;
using FederatedSecure.Cryptography.SecureAggregation;
using FederatedSecure.Cryptography.Sharing;
using FederatedSecure.Cryptography.Tests.SecureAggregation.Support;
using FederatedSecure.Numerics;

namespace FederatedSecure.Cryptography.Tests.SecureAggregation;

/// <summary>Any t answers open, and always the same; t − 1 tell nothing; what opens is exact.</summary>
public sealed class ThresholdTests
{
    [Fact]
    public void EverySetOfAnswers_OfTheThresholdAndMore_OpensTheSameBitForBit()
    {
        using var federation = new TestFederation(sites: 6, values: 700, bucketSize: 3, threshold: 4, maximumWeight: 8);
        var round = TestRound.Honest(federation);
        foreach (var bucket in round.Buckets)
        {
            var (expected, expectedMean) = round.Open(bucket);
            foreach (var holders in Subsets(federation.Plan.Holders))
            {
                var (opened, mean) = round.Open(bucket, holders.Select(round.Answer));

                Assert.Equal(holders.Count >= 4, opened.IsOpen);
                if (opened.IsOpen)
                {
                    Assert.Equal(expected.Figures, opened.Figures);
                    Assert.Equal(expectedMean, mean);
                }
            }
        }
    }

    [Fact]
    public void OneShareLessThanTheThreshold_IsUniformWhateverTheSecret()
    {
        // Exhaustively, in a field of 7 elements with t = 3: over all polynomials of each secret, every pair of shares is every
        // pair of numbers exactly once. So it is for two secrets' sums, as one of the two polynomials alone makes it so.
        var q = new Modulus(7);
        for (var secret = 0UL; secret < 7; secret++)
        {
            var sharings = (from a in Enumerable.Range(0, 7)
                            from b in Enumerable.Range(0, 7)
                            select ShamirScheme.Split(secret, 3, 5, q, new Scripted((ulong)a, (ulong)b)).Select(share => share.Y).ToArray()).ToArray();
            var other = ShamirScheme.Split(3, 3, 5, q, new Scripted(6, 2)).Select(share => share.Y).ToArray();
            for (var first = 0; first < 5; first++)
            {
                for (var second = 0; second < first; second++)
                {
                    Assert.Equal(49, sharings.Select(shares => (shares[first], shares[second])).Distinct().Count());
                    Assert.Equal(49, sharings.Select(shares => (q.Add(shares[first], other[first]), q.Add(shares[second], other[second]))).Distinct().Count());
                }
            }

            // And three shares are the secret.
            Assert.All(sharings, shares => Assert.Equal(secret, ShamirScheme.Combine([(2, shares[1]), (5, shares[4]), (3, shares[2])], 3, q).Secret));
        }
    }

    [Fact]
    public void OneAnswerLessThanTheThreshold_FitsEveryKey()
    {
        // To t − 1 answers of a real bucket there is, for every key whatever, an answer of one more holder that leads to it.
        using var federation = new TestFederation(sites: 6, values: 50, bucketSize: 3, threshold: 4);
        var round = TestRound.Honest(federation);
        var q = federation.Plan.Ring.Modulus;
        SecretShare[] answers = [.. round.Answers(3).Select(answer => answer[0].Sum!)];
        var random = new SeededRandomSource(1);
        for (var run = 0; run < 3; run++)
        {
            using var wanted = OneTimeSecret.Create(federation.Plan.Ring, random);
            var last = new SecretShare(federation.Plan.Ring, 4);
            for (var word = 0; word < last.Words.Length; word++)
            {
                // λ = (4, −6, 4, −1) for the holders 1 to 4: the last answer is what is missing.
                var sum = q.Subtract(q.Multiply(4, q.Add(answers[0].Words[word], answers[2].Words[word])), q.Multiply(6, answers[1].Words[word]));
                last.Words[word] = q.Subtract(sum, wanted.Words[word]);
            }

            Assert.Equal(wanted.Words, ShareCombiner.Combine(4, [.. answers, last], random).Key!.ToWords());
        }
    }

    [Fact]
    public void Sums_OfAnySitesWeightsAndBuckets_AreExact() =>
        Gen.Select(Gen.Int[2, 11], Gen.Int[1, 9_000], Gen.ULong)
            .SelectMany((sites, values, seed) => Gen.Select(Gen.Const(sites), Gen.Int[2, sites], Gen.Int[(sites / 2) + 1, sites], Gen.Const((values, seed))))
            .Sample(
                (sites, bucketSize, threshold, rest) =>
                {
                    // A step of exactly 1 and weights that are powers of two: every update can be written without rounding, and the
                    // mean that comes out must be the nearest float to the true one.
                    using var federation = new TestFederation(
                        sites, rest.values, bucketSize, threshold, bits: 8, maximumWeight: 4, clipNorm: 1e9, range: 127.5, seed: rest.seed >> 1);
                    var random = new SeededRandomSource(rest.seed);
                    var numbers = federation.Sites.Keys.ToDictionary(site => site, _ => Numbers(random, rest.values));
                    var weights = federation.Sites.Keys.ToDictionary(site => site, _ => 1L << random.NextInt32(3));
                    string[] survivors = [.. federation.Sites.Keys];
                    random.Shuffle<string>(survivors);
                    var uploads = survivors.Take(bucketSize + random.NextInt32(sites - bucketSize + 1)).ToDictionary(
                        site => site,
                        site => federation.Upload(site, [.. numbers[site].Select(number => (float)(4 * (number - 127.5) / weights[site]))], new SiteFigures(weights[site], 1, 0, 0, 0, 0)));
                    var partition = federation.Partition(uploads);
                    string[] holders = [.. federation.Plan.Holders];
                    random.Shuffle<string>(holders);
                    var answers = holders.Take(threshold).Select(holder => federation.Answer(holder, partition, uploads)).ToArray();

                    for (var bucket = 0; bucket < partition.Buckets.Length; bucket++)
                    {
                        var members = partition.Buckets[bucket];
                        var (opened, mean) = federation.Open(partition, bucket, uploads, answers);

                        Assert.Null(opened.Problem);
                        var weight = members.Sum(member => weights[member]);
                        Assert.Equal(weight, opened.Figures!.Value.Weight);
                        var factor = 4.0 / weight;
                        for (var i = 0; i < mean.Length; i++)
                        {
                            Assert.Equal((float)(members.Sum(member => numbers[member][i] - 127.5) * factor), mean[i]);
                        }
                    }
                },
                iter: 12,
                threads: 1);

    private static byte[] Numbers(SeededRandomSource random, int count)
    {
        var numbers = new byte[count];
        random.Fill(numbers);
        return numbers;
    }

    private static IEnumerable<IReadOnlyList<string>> Subsets(ImmutableArray<string> of) =>
        Enumerable.Range(0, 1 << of.Length).Select(mask => of.Where((_, i) => ((mask >> i) & 1) == 1).ToArray());

    /// <summary>Gives these words, one after the other.</summary>
    private sealed class Scripted(params ulong[] words) : IRandomSource
    {
        private int _next;

        public void Fill(Span<byte> destination) => BinaryPrimitives.WriteUInt64LittleEndian(destination, words[_next++]);
    }
}
