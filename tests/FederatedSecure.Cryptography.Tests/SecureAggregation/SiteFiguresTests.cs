using FederatedSecure.Cryptography.SecureAggregation;

namespace FederatedSecure.Cryptography.Tests.SecureAggregation;

public sealed class SiteFiguresTests
{
    private const ulong Largest = 1UL << 38;

    [Fact]
    public void Figures_ComeBackInTheirUnits()
    {
        var figures = new SiteFigures(3, 60_000, 123.4567, 10_000, 9_876, 321.0);

        var read = SiteFigures.Read(Written(figures));

        Assert.Equal(figures with { LossSum = read.LossSum }, read);
        Assert.Equal(123.4567, read.LossSum, 1.0 / 512);
        Assert.Equal(1, read.Evaluators);
    }

    [Fact]
    public void Site_ThatDidNotEvaluate_IsNotCountedAsOne() => Assert.Equal(0, SiteFigures.Read(Written(new SiteFigures(1, 10, 5, 0, 0, 0))).Evaluators);

    [Theory]
    [InlineData(double.NaN, Largest)]
    [InlineData(double.PositiveInfinity, Largest)]
    [InlineData(1e300, Largest)]
    [InlineData(-1.0, 0UL)]
    [InlineData(double.NegativeInfinity, 0UL)]
    [InlineData(0.001, 0UL)]
    [InlineData(0.5, 128UL)]
    public void Loss_ThatFitsNoSlot_IsCut(double loss, ulong expected)
    {
        var slots = Written(new SiteFigures(1, 10, loss, 10, 5, loss));

        Assert.Equal((expected, expected), (slots[2], slots[5]));
        Assert.All(slots, slot => Assert.InRange(slot, 0UL, Largest));
    }

    [Fact]
    public void Counts_ThatFitNoSlot_AreCut() =>
        Assert.Equal([Largest, Largest, 0UL, Largest, 0UL, 0UL, 1UL], Written(new SiteFigures(long.MaxValue, long.MaxValue, 0, long.MaxValue, -5, 0)));

    private static ulong[] Written(SiteFigures figures)
    {
        var slots = new ulong[SiteFigures.Slots];
        figures.Write(Largest, slots);
        return slots;
    }
}
