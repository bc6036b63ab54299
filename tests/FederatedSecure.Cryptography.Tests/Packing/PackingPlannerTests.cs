using CsCheck;
using FederatedSecure.Cryptography.Lattice;
using FederatedSecure.Cryptography.Packing;

namespace FederatedSecure.Cryptography.Tests.Packing;

public sealed class PackingPlannerTests
{
    [Theory]
    // 16 bits and buckets of up to 64: at most 0.92 of a float32.
    [InlineData(64, 16, false, 2, 0.92)]
    [InlineData(64, 16, true, 2, 0.83)]
    // 12 bits and buckets of up to 8: at most 0.62.
    [InlineData(8, 12, false, 3, 0.62)]
    [InlineData(8, 12, true, 3, 0.52)]
    [InlineData(5, 16, true, 2, 0.76)]
    public void Plan_OfAMillionValues_KeepsToTheWireBudget(int headRoom, int bits, bool truncate, int values, double ofFloat32)
    {
        var request = new PackingRequest
        {
            Sites = 100,
            BucketSize = (headRoom + 1) / 2,
            LargestBucket = headRoom,
            Bits = bits,
            Values = 1_000_000,
            Slots = 4,
            Truncate = truncate,
        };

        Assert.True(PackingPlanner.TryPlan(request, out var plan, out _));

        Assert.Equal("n4096-q58-b", plan.Ring.Name);
        Assert.Equal(values, plan.ValuesPerCoefficient);
        Assert.True(plan.BytesPerValue <= 4 * ofFloat32, $"{plan.BytesPerValue}");
        Assert.True(plan.FailureLog2 <= -64);
    }

    [Theory]
    [InlineData(9, 3, 5)]
    [InlineData(4, 3, 4)]
    [InlineData(100, 5, 9)]
    [InlineData(1, 1, 1)]
    public void HeadRoom_ByDefault_IsTheLargestBucketThatMustBe(int sites, int bucket, int expected) =>
        Assert.Equal(expected, new PackingRequest { Sites = sites, BucketSize = bucket, Bits = 8, Values = 1 }.HeadRoom);

    [Fact]
    public void Plan_ForATinyModel_TakesTheSmallRing()
    {
        Assert.True(PackingPlanner.TryPlan(Some(9, 3) with { Values = 3_000 }, out var tiny, out _));
        Assert.True(PackingPlanner.TryPlan(Some(9, 3) with { Values = 6_000 }, out var small, out _));

        Assert.Equal(("n2048-q54-b", 1), (tiny.Ring.Name, tiny.Chunks));
        Assert.Equal("n4096-q58-b", small.Ring.Name);
    }

    [Fact]
    public void Plan_ForThousands_FindsARingWhoseNoiseFits()
    {
        var request = new PackingRequest { Sites = 10_000, BucketSize = 10_000, Bits = 16, Values = 1_000_000 };

        Assert.True(PackingPlanner.TryPlan(request, out var plan, out var problem), problem);

        Assert.True(plan.FailureLog2 <= -64);
        Assert.True(plan.DroppedBits == 0 || Noise.Variance(10_000, plan.DroppedBits) < plan.Ring.Delta * (double)plan.Ring.Delta / 100);
    }

    [Theory]
    [InlineData(100, 100, 7, 1, "take 8 to 24")]
    [InlineData(100, 100, 25, 1, "take 8 to 24")]
    [InlineData(2, 3, 16, 1, "invite more sites")]
    [InlineData(5, 0, 16, 1, "at least 1")]
    [InlineData(5, 3, 16, 0, "at least one value")]
    [InlineData(2_000_000_000, 2_000_000_000, 24, 1, "fewer bits or smaller buckets")]
    [InlineData(5, 3, 16, long.MaxValue, "split the model")]
    public void Plan_OfWhatCannotBe_SaysWhatToChange(int sites, int bucket, int bits, long values, string remedy)
    {
        Assert.False(PackingPlanner.TryPlan(
            new PackingRequest { Sites = sites, BucketSize = bucket, Bits = bits, Values = values }, out var plan, out var problem));

        Assert.Null(plan);
        Assert.Contains(remedy, problem, StringComparison.Ordinal);
    }

    [Fact]
    public void Plan_WithTooManyDroppedBits_IsRefusedWithItsProbability()
    {
        Assert.False(PackingPlan.TryCreate(RingParameters.Default, Some(9, 5), 12, out _, out var problem));
        Assert.Contains("drop fewer bits", problem, StringComparison.Ordinal);
        Assert.False(PackingPlan.TryCreate(RingParameters.Default, Some(9, 5), 13, out _, out problem));
        Assert.Contains("at most 12", problem, StringComparison.Ordinal);
    }

    [Fact]
    public void Plans_OfAnySize_CoverEveryValueOnceAndNeverOverflow() =>
        Gen.Select(Gen.Int[1, 300], Gen.Int[8, 24], Gen.Long[1, 60_000], Gen.Int[0, 5_000]).Sample(
            (headRoom, bits, values, slots) =>
            {
                var request = new PackingRequest
                {
                    Sites = headRoom,
                    BucketSize = headRoom,
                    Bits = bits,
                    Values = values,
                    Slots = slots,
                };
                Assert.True(PackingPlanner.TryPlan(request, out var plan, out var problem), problem);
                var (nextValue, nextSlot) = (0L, 0);
                for (var chunk = 0; chunk < plan.Chunks; chunk++)
                {
                    var (valueStart, valueCount) = plan.ValuesOf(chunk);
                    var (slotStart, slotCount) = plan.SlotsOf(chunk);
                    Assert.True(valueCount == 0 || valueStart == nextValue);
                    Assert.True(slotCount == 0 || slotStart == nextSlot);
                    Assert.InRange(slotCount + ((valueCount + plan.ValuesPerCoefficient - 1) / plan.ValuesPerCoefficient), 1, plan.Ring.Degree);
                    (nextValue, nextSlot) = (nextValue + valueCount, nextSlot + slotCount);
                }

                Assert.Equal((values, slots), (nextValue, nextSlot));
                UInt128 largest = 0;
                for (var i = 0; i < plan.ValuesPerCoefficient; i++)
                {
                    largest = (largest * plan.Radix) + ((ulong)headRoom * plan.LargestValue);
                }

                Assert.True(largest < plan.Ring.PlainModulus);
                Assert.True((largest * plan.Radix) + ((ulong)headRoom * plan.LargestValue) >= plan.Ring.PlainModulus);
                Assert.True((UInt128)plan.LargestSlot * (ulong)headRoom < plan.Ring.PlainModulus);
            });

    private static PackingRequest Some(int sites, int bucket) => new() { Sites = sites, BucketSize = bucket, Bits = 16, Values = 10_000 };
}
