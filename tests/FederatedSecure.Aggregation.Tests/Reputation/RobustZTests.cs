using FederatedSecure.Aggregation.Reputation;

namespace FederatedSecure.Aggregation.Tests.Reputation;

public sealed class RobustZTests
{
    [Fact]
    public void Z_ExampleOfTheDocumentation_Is65()
    {
        var z = RobustZ.Of([1, 2, 3, 4, 100]);

        Assert.Equal(97 / 1.482602218505602, z[^1], 12);
        Assert.Equal(0, z[2]);
    }

    [Fact]
    public void Z_EvenCount_TakesMidpoints()
    {
        // Median 2.5, deviations 1.5, 0.5, 0.5, 1.5: MAD 1.
        Assert.Equal(1.5 / RobustZ.NormalFactor, RobustZ.Of([1, 2, 3, 4])[3], 14);
    }

    [Fact]
    public void Z_MostlyEqual_IsZeroOrInfinite() =>
        Assert.Equal([0, 0, 0, double.PositiveInfinity, double.NegativeInfinity], RobustZ.Of([5, 5, 5, 6, 4]));

    [Fact]
    public void Z_NotANumber_IsLeftOut() => Assert.Equal([-1 / RobustZ.NormalFactor, double.NaN, 0, 1 / RobustZ.NormalFactor], RobustZ.Of([1, double.NaN, 2, 3]));

    [Fact]
    public void Z_Nothing_IsNothing()
    {
        Assert.Empty(RobustZ.Of([]));
        Assert.Equal([double.NaN], RobustZ.Of([double.NaN]));
    }
}
