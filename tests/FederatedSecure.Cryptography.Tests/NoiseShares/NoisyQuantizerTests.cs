using FederatedSecure.Cryptography.NoiseShares;
using FederatedSecure.Cryptography.Packing;
using FederatedSecure.Numerics;
using FederatedSecure.Privacy;

namespace FederatedSecure.Cryptography.Tests.NoiseShares;

public sealed class NoisyQuantizerTests
{
    private const int Values = 5_000;

    public static TheoryData<double, string> Vectors => new()
    {
        { 0, "random" }, { 0, "flat" }, { 0, "single" }, { 0, "short" },
        { 0.6, "random" }, { 0.6, "flat" }, { 0.6, "single" }, { 0.6, "short" },
    };

    [Theory]
    [MemberData(nameof(Vectors))]
    public void Rounding_WhateverTheUpdate_StaysWithinTheNormBound(double beta, string kind)
    {
        // Few bits: rounding adds half as much as the update itself.
        var request = SomeNoise.Request with { Bits = 11 };
        var share = SomeNoise.Share(SomeNoise.Terms(SomeNoise.Promise() with { Beta = beta }, request), request);
        var packing = Packing(request);
        var update = Update(kind, 1);
        var scale = Clipping.Scale(update, 1);

        for (var seed = 1UL; seed <= 20; seed++)
        {
            using var quantizer = NoisyQuantizer.Create(share, packing, update, scale, new SeededRandomSource(seed));
            var rounded = Whole(packing, (chunk, part, numbers) => quantizer.Round(chunk, part, scale, numbers), update);

            // The paper's bound, with the numbers of this test.
            var (gamma, d) = (share.Terms.Granularity, (double)Values);
            var worst = 1 + (gamma * Math.Sqrt(d));
            var bound = beta == 0 ? worst : Math.Min(worst, Math.Sqrt(1 + (gamma * gamma * d / 4) + (Math.Sqrt(-2 * Math.Log(beta)) * gamma * (1 + (gamma * Math.Sqrt(d) / 2)))));
            var norm = gamma * Math.Sqrt(rounded.Sum(value => Math.Pow((double)value - request.Middle, 2)));
            Assert.InRange(norm, 0, bound * (1 + 1e-12));
            for (var i = 0; i < Values; i++)
            {
                Assert.InRange(((double)rounded[i] - request.Middle) * gamma, (update[i] * scale) - (gamma * 1.000001), (update[i] * scale) + (gamma * 1.000001));
            }
        }
    }

    [Fact]
    public void Rounding_OfWhatWasNotClipped_IsRefused() =>
        Assert.Throws<ArgumentException>(() => NoisyQuantizer.Create(SomeNoise.Share(), Packing(SomeNoise.Request), Update("random", 1), 3, new SeededRandomSource(1)));

    [Theory]
    [InlineData(DistributedMechanism.DiscreteGaussian)]
    [InlineData(DistributedMechanism.Skellam)]
    public void Noise_OfEachSite_HasTheDeviationOfTheTerms(DistributedMechanism mechanism)
    {
        var share = SomeNoise.Share(mechanism);
        var packing = Packing(SomeNoise.Request);
        var update = Update("random", 1);
        using var quantizer = NoisyQuantizer.Create(share, packing, update, 1, new SeededRandomSource(3));

        var rounded = Whole(packing, (chunk, part, numbers) => quantizer.Round(chunk, part, 1, numbers), update);
        var noisy = Whole(packing, (chunk, part, numbers) => quantizer.Quantize(chunk, part, 1, numbers), update);
        var noise = noisy.Zip(rounded, (a, b) => ((double)a - b) * share.Terms.Granularity).ToArray();

        // The standard errors are σ/√5000 and σ²·√(2/5000): four of each.
        var sigma = share.Terms.Deviation;
        Assert.InRange(noise.Average(), -4 * sigma / Math.Sqrt(Values), 4 * sigma / Math.Sqrt(Values));
        Assert.InRange(noise.Average(y => y * y), sigma * sigma * 0.92, sigma * sigma * 1.08);
    }

    [Fact]
    public void Sums_OfManySites_AreTheSumsOfTheirWholeNumbers()
    {
        // 19 sites at the ends of the range: nothing carries into a neighbour, nothing wraps around.
        var request = SomeNoise.Request with { BucketSize = 10 };
        var share = SomeNoise.Share(request: request);
        var packing = Packing(request);
        var packer = new VectorPacker(packing);
        var messages = Enumerable.Range(0, packing.Chunks).Select(_ => new ulong[packing.Ring.Degree]).ToArray();
        var expected = new ulong[Values];
        for (var site = 0; site < request.LargestBucket; site++)
        {
            var update = Update("single", (uint)site);
            using var quantizer = NoisyQuantizer.Create(share, packing, update, 1, new SeededRandomSource(7, (ulong)site));
            Whole(
                packing,
                (chunk, part, numbers) =>
                {
                    quantizer.Quantize(chunk, part, 1, numbers);
                    var message = new ulong[packing.Ring.Degree];
                    packer.Pack(chunk, numbers, new ulong[packing.SlotsOf(chunk).Count], message);
                    for (var i = 0; i < message.Length; i++)
                    {
                        messages[chunk][i] = (messages[chunk][i] + message[i]) % packing.Ring.PlainModulus;
                    }

                    var start = (int)packing.ValuesOf(chunk).Start;
                    for (var i = 0; i < numbers.Length; i++)
                    {
                        expected[start + i] += numbers[i];
                    }
                },
                update);
        }

        for (var chunk = 0; chunk < packing.Chunks; chunk++)
        {
            var (start, count) = packing.ValuesOf(chunk);
            var sums = new ulong[count];
            Assert.True(packer.TryUnpack(chunk, request.LargestBucket, messages[chunk], sums, new ulong[packing.SlotsOf(chunk).Count]));
            Assert.Equal(expected[(int)start..(int)(start + count)], sums);
        }
    }

    private delegate void ForChunk(int chunk, ReadOnlySpan<float> values, Span<uint> numbers);

    private static uint[] Whole(PackingPlan packing, ForChunk work, float[] update)
    {
        var numbers = new uint[update.Length];
        for (var chunk = 0; chunk < packing.Chunks; chunk++)
        {
            var (start, count) = packing.ValuesOf(chunk);
            work(chunk, update.AsSpan((int)start, count), numbers.AsSpan((int)start, count));
        }

        return numbers;
    }

    private static PackingPlan Packing(NoiseRequest request)
    {
        var wanted = new PackingRequest { Sites = request.LargestBucket, BucketSize = request.BucketSize, Bits = request.Bits, Values = request.Values, Slots = 7 };
        Assert.True(PackingPlanner.TryPlan(wanted, out var packing, out var problem), problem);
        return packing;
    }

    /// <summary>Norm 1, or nearly nothing.</summary>
    private static float[] Update(string kind, uint seed)
    {
        var random = new SeededRandomSource(seed, 5);
        var update = new float[Values];
        switch (kind)
        {
            case "single":
                update[seed % Values] = seed % 2 == 0 ? 1 : -1;
                return update;
            case "short":
                update.AsSpan().Fill(1e-9f);
                return update;
            case "flat":
                update.AsSpan().Fill(1);
                break;
            default:
                foreach (ref var value in update.AsSpan())
                {
                    value = (float)((2 * random.NextDouble()) - 1);
                }

                break;
        }

        var scale = Clipping.Scale(update, 1);
        return [.. update.Select(value => (float)(value * scale * 0.9999999))];
    }
}
