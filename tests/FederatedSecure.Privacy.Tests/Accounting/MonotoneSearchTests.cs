using CsCheck;

namespace FederatedSecure.Privacy.Tests.Accounting;

public sealed class MonotoneSearchTests
{
    [Fact]
    public void Smallest_PowerLaws_IsAtTheCrossing() => Gen.Select(Gen.Double[0.2, 5], Gen.Double[-4, 4], Gen.Double[-2, 2]).Sample(
        (power, logScale, logTarget) =>
        {
            var (scale, target) = (Math.Exp(logScale), Math.Exp(logTarget));
            var expected = Math.Pow(scale / target, 1 / power);
            var calls = 0;

            var found = MonotoneSearch.Smallest(
                x =>
                {
                    calls++;
                    return scale * Math.Pow(x, -power);
                },
                target,
                new SearchRange(1e-12, 1, 1e30, 1e-6));

            // Either the argument or the cost is within the tolerance.
            Assert.NotNull(found);
            Assert.InRange(found.Value, expected * (1 - 1e-9), expected * (1 + (1e-6 * Math.Max(1, 1 / power)) + 1e-9));
            Assert.InRange(calls, 1, 100);
        });

    [Fact]
    public void Smallest_Steps_StillEnds()
    {
        // A cost that jumps from ∞ to 0 has no power law.
        var found = MonotoneSearch.Smallest(x => x < 7 ? double.PositiveInfinity : 0, 1, new SearchRange(0.01, 1, 1e12, 1e-6));

        Assert.InRange(found!.Value, 7, 7.0001);
    }

    [Fact]
    public void Smallest_NothingInTheRange_IsNull() =>
        Assert.Null(MonotoneSearch.Smallest(_ => 2, 1, new SearchRange(0.01, 1, 100, 1e-6)));

    [Fact]
    public void LargestWhole_AnyThreshold_IsExact() => Gen.Select(Gen.Long[0, 2_000_000], Gen.Double[0.3, 3]).Sample((threshold, power) =>
    {
        var target = Math.Pow(threshold + 0.5, power);

        Assert.Equal(threshold, MonotoneSearch.LargestWhole(x => Math.Pow(x, power), target, 1_000_000_000));
    });

    [Fact]
    public void LargestWhole_AllGood_IsTheMost() => Assert.Equal(1000, MonotoneSearch.LargestWhole(_ => 0, 1, 1000));
}
