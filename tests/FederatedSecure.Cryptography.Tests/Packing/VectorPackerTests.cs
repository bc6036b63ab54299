using CsCheck;
using FederatedSecure.Cryptography.Lattice;
using FederatedSecure.Cryptography.Packing;
using FederatedSecure.Cryptography.Tests.Lattice.Support;
using FederatedSecure.Numerics;

namespace FederatedSecure.Cryptography.Tests.Packing;

public sealed class VectorPackerTests
{
    [Fact]
    public void Sums_OfRandomSizes_OpenExactly() =>
        Gen.Select(Gen.Int[1, 40], Gen.Int[8, 24], Gen.Int[1, 30_000], Gen.Int[0, 9], Gen.Bool, Gen.ULong).Sample(
            (members, bits, values, slots, truncate, seed) =>
            {
                var request = new PackingRequest
                {
                    Sites = members,
                    BucketSize = members,
                    Bits = bits,
                    Values = values,
                    Slots = slots,
                    Truncate = truncate,
                };
                Assert.True(PackingPlanner.TryPlan(request, out var plan, out var problem), problem);
                RunARound(plan, members, seed);
            },
            iter: 25);

    [Theory]
    [InlineData(97, 16, 9_000)]
    [InlineData(300, 12, 9_000)]
    public void Sums_OfManySites_OpenExactly(int members, int bits, int values)
    {
        var request = new PackingRequest { Sites = members, BucketSize = members, Bits = bits, Values = values, Slots = 3 };
        Assert.True(PackingPlanner.TryPlan(request, out var plan, out var problem), problem);

        RunARound(plan, members, seed: 1);
    }

    [Fact]
    public void Unpack_OfSumsThatNoHonestSitesMake_IsRefused()
    {
        var request = new PackingRequest { Sites = 5, BucketSize = 5, Bits = 16, Values = 3, Slots = 1 };
        Assert.True(PackingPlanner.TryPlan(request, out var plan, out _));
        var packer = new VectorPacker(plan);
        var (sums, slots) = (new ulong[3], new ulong[1]);
        foreach (var (coefficient, value, expected) in new[]
                 {
                     (0, plan.LargestSlot * 2, true),
                     (0, (plan.LargestSlot * 2) + 1, false),
                     (1, 2UL * 65535, true),
                     (1, (2UL * 65535) + 1, false),
                     (1, ((2UL * 65535) + 1) * plan.Radix, false),
                     (1, plan.Radix * plan.Radix, false),
                     (2, plan.Radix, false),
                     (3, 1UL, false),
                     (2047, 1UL, false),
                 })
        {
            var message = new ulong[plan.Ring.Degree];
            message[coefficient] = value;
            Assert.Equal(expected, packer.TryUnpack(0, members: 2, message, sums, slots));
        }
    }

    [Fact]
    public void Pack_OutOfRange_IsRefused()
    {
        var request = new PackingRequest { Sites = 5, BucketSize = 5, Bits = 16, Values = 3, Slots = 1 };
        Assert.True(PackingPlanner.TryPlan(request, out var plan, out _));
        var packer = new VectorPacker(plan);
        var message = new ulong[plan.Ring.Degree];

        Assert.Throws<ArgumentException>(() => packer.Pack(0, [1, 65_536, 0], [0], message));
        Assert.Throws<ArgumentException>(() => packer.Pack(0, [1, 2, 3], [plan.LargestSlot + 1], message));
        Assert.Throws<ArgumentException>(() => packer.Pack(0, [1, 2], [0], message));
        Assert.Throws<ArgumentException>(() => packer.Pack(0, [1, 2, 3], [], message));
        Assert.Throws<ArgumentOutOfRangeException>(() => packer.TryUnpack(0, 6, message, new ulong[3], new ulong[1]));
    }

    private static void RunARound(PackingPlan plan, int members, ulong seed)
    {
        var random = new SeededRandomSource(seed);
        using var common = new CommonPolynomials(plan.Ring, Some.Plan);
        var packer = new VectorPacker(plan);
        var opener = new Opener(common);
        var secrets = Enumerable.Range(0, members).Select(_ => OneTimeSecret.Create(plan.Ring, random)).ToArray();
        var encryptors = secrets.Select(s => new Encryptor(s, common, random)).ToArray();
        var words = new ulong[plan.Ring.Degree];
        foreach (var secret in secrets)
        {
            Adder.Add(words, secret.Words, plan.Ring);
        }

        using var key = OpeningKey.FromWords(plan.Ring, words);
        var (message, b, bytes) = (new ulong[plan.Ring.Degree], new ulong[plan.Ring.Degree], new byte[plan.Codec.ByteCount]);
        for (var chunk = 0; chunk < plan.Chunks; chunk++)
        {
            var (values, slots) = (plan.ValuesOf(chunk).Count, plan.SlotsOf(chunk).Count);
            var (expected, expectedSlots, sum) = (new ulong[values], new ulong[slots], new ulong[plan.Ring.Degree]);
            for (var member = 0; member < members; member++)
            {
                // Every third member sends the largest values there are.
                var own = Some.Words(random, values, member % 3 == 0 ? plan.LargestValue + 1UL : 7).Select(w => (uint)w).ToArray();
                var ownSlots = Some.Words(random, slots, plan.LargestSlot + 1);
                if (member % 3 == 1)
                {
                    own.AsSpan().Fill(plan.LargestValue);
                    ownSlots.AsSpan().Fill(plan.LargestSlot);
                }

                packer.Pack(chunk, own, ownSlots, message);
                encryptors[member].Encrypt(chunk, message, b);
                plan.Codec.Encode(b, bytes);
                Assert.True(plan.Codec.TryDecode(bytes, b));
                Adder.Add(sum, b, plan.Ring);
                for (var i = 0; i < values; i++)
                {
                    expected[i] += own[i];
                }

                for (var i = 0; i < slots; i++)
                {
                    expectedSlots[i] += ownSlots[i];
                }
            }

            var check = opener.Open(key, chunk, sum, members, plan.DroppedBits, message);
            Assert.True(check.Passes, check.ToString());
            var (sums, slotSums) = (new ulong[values], new ulong[slots]);
            Assert.True(packer.TryUnpack(chunk, members, message, sums, slotSums));
            Assert.Equal(expected, sums);
            Assert.Equal(expectedSlots, slotSums);
        }
    }
}
