using FederatedSecure.Statistics.Outliers;

namespace FederatedSecure.Statistics.Tests.Outliers;

public class ZScoreTests
{
    [Theory]
    [InlineData(0, 1.4142135623730951)]
    [InlineData(1, 1.2649110640673518)]
    public void Of_FiveValues_DividesByTheChosenDeviation(int ddof, double expected)
    {
        // s² = 40/5 and 40/4, the last value 4 above the mean.
        var z = ZScore.Of([0, 2, 4, 6, 8], ddof);

        Assert.Equal(expected, z[4], 1e-12);
        Assert.Equal(-z[4], z[0], 1e-12);
    }

    /// <summary>√(n − 1) is the most that any value can have, whatever it is.</summary>
    [Fact]
    public void Of_OneHugeValueAmongTen_StaysAtThree() =>
        Assert.Equal(3, ZScore.Of([0, 0, 0, 0, 0, 0, 0, 0, 0, 1e9])[9], 1e-9);

    [Fact]
    public void Of_Constant_IsNotANumber() => Assert.All(ZScore.Of([0.1, 0.1, 0.1]), z => Assert.True(double.IsNaN(z)));

    [Fact]
    public void Robust_OneHugeValueAmongTen_StandsOut()
    {
        // Median 2.45, MAD 0.15.
        var z = RobustZScore.Of([2.1, 2.6, 2.4, 2.5, 2.3, 2.1, 2.3, 2.6, 8.2, 8.3]);

        Assert.Equal(0.6745 * 5.75 / 0.15, z[8], 1e-9);
        Assert.Equal(2, z.Count(value => Math.Abs(value) > 3.5));
    }

    [Fact]
    public void Robust_MostValuesEqual_TakesTheMeanDeviation()
    {
        Assert.Equal(4 / (1.253314 * 0.8), RobustZScore.Of([1, 1, 1, 1, 5])[4], 1e-9);
        Assert.Equal([0, 0], RobustZScore.Of([7, 7]));
    }
}
