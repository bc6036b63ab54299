using FederatedSecure.Statistics.Intervals;

namespace FederatedSecure.Statistics.Tests.Intervals;

public class MedianIntervalTests
{
    [Theory]
    [InlineData(new[] { 3.0, 1, 2 }, 2)]
    [InlineData(new[] { 4.0, 1, 2, 3 }, 2.5)]
    public void Median_OddAndEvenNumbers_IsTheMiddle(double[] values, double expected) => Assert.Equal(expected, MedianInterval.Median(values));

    /// <summary>Ranks from tables of the sign test at 95 %: 6 values 1 and 6, 10 values 2 and 9, 20 values 6 and 15, 100 values 40 and 61.</summary>
    [Theory]
    [InlineData(6, 1)]
    [InlineData(10, 2)]
    [InlineData(20, 6)]
    [InlineData(100, 40)]
    public void Of_KnownRanks_AreTheBounds(int count, int rank)
    {
        double[] values = [.. Enumerable.Range(1, count).Select(i => (double)i).Reverse()];

        Assert.Equal(new Interval(rank, count + 1 - rank), MedianInterval.Of(values, 0.95));
    }

    [Fact]
    public void Of_TooFewValues_IsTheirRange() => Assert.Equal(new Interval(1, 3), MedianInterval.Of([3, 1, 2], 0.95));

    [Fact]
    public void Of_NoOrNoNumber_IsRefused()
    {
        Assert.Throws<ArgumentException>(() => MedianInterval.Median([]));
        Assert.Throws<ArgumentException>(() => MedianInterval.Of([double.NaN], 0.95));
    }
}
