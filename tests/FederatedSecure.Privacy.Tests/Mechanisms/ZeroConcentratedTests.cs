using CsCheck;

namespace FederatedSecure.Privacy.Tests.Mechanisms;

public sealed class ZeroConcentratedTests
{
    [Theory]
    [InlineData(0.025, 1e-6, 1.014074254726128)]
    [InlineData(0.1, 1e-6, 2.141938928385474)]
    [InlineData(0.5, 1e-5, 4.728386984943314)]
    [InlineData(2, 1e-10, 14.870678006813748)]
    [InlineData(1e-4, 1e-8, 0.06812702602361538)]
    [InlineData(10, 1e-6, 32.221660949097604)]
    public void Epsilon_KnownCases_IsWhatCdpEpsReturns(double rho, double delta, double published) =>
        // cdp_eps of IBM/discrete-gaussian-differential-privacy, cdp2adp.py: the code of the paper's authors, run on these cases.
        Assert.Equal(published, ZeroConcentrated.Epsilon(rho, delta), 1e-9 * published);

    [Fact]
    public void Epsilon_AnyRho_IsBetweenTheGaussianAndTheStandardBound() => Gen.Select(Gen.Double[-6, 2], Gen.Double[-12, -1]).Sample((logRho, logDelta) =>
    {
        var (rho, delta) = (Math.Pow(10, logRho), Math.Pow(10, logDelta));

        var epsilon = ZeroConcentrated.Epsilon(rho, delta);

        // ρ = 1/2σ².
        Assert.True(epsilon >= AnalyticGaussian.Epsilon(Math.Sqrt(1 / (2 * rho)), 1, delta) * (1 - 1e-9));
        Assert.True(epsilon <= ZeroConcentrated.StandardEpsilon(rho, delta));
        Assert.True(epsilon <= ZeroConcentrated.Epsilon(rho * 1.1, delta));
        Assert.True(epsilon <= ZeroConcentrated.Epsilon(rho, delta / 2));
    });

    [Fact]
    public void Epsilon_AnyRho_IsTheLowestOfAllOrders() => Gen.Select(Gen.Double[0.001, 5], Gen.Double[-12, -1], Gen.Double[1.001, 500]).Sample((rho, logDelta, order) =>
    {
        var delta = Math.Pow(10, logDelta);

        Assert.True(ZeroConcentrated.Epsilon(rho, delta) <= RenyiConversion.Epsilon(order, rho * order, delta) + 1e-12 || RenyiConversion.Epsilon(order, rho * order, delta) == 0);
    });

    [Fact]
    public void StandardEpsilon_Example_IsItsFormula() =>
        Assert.Equal(0.1 + (2 * Math.Sqrt(0.1 * 6 * Math.Log(10))), ZeroConcentrated.StandardEpsilon(0.1, 1e-6), 1e-12);

    [Theory]
    [InlineData(0, 1e-5)]
    [InlineData(1e-300, 1e-5)]
    [InlineData(1e300, 1e-300)]
    [InlineData(1e-300, 0.999999)]
    [InlineData(5, 0.999999)]
    public void Epsilon_ExtremeParameters_IsBounded(double rho, double delta) =>
        Assert.InRange(ZeroConcentrated.Epsilon(rho, delta), 0, ZeroConcentrated.StandardEpsilon(rho, delta));

    [Theory]
    [InlineData(-1, 0.1)]
    [InlineData(double.NaN, 0.1)]
    [InlineData(double.PositiveInfinity, 0.1)]
    [InlineData(1, 0)]
    [InlineData(1, 1)]
    public void Epsilon_OutsideTheRanges_IsAnError(double rho, double delta)
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => ZeroConcentrated.Epsilon(rho, delta));
        Assert.Throws<ArgumentOutOfRangeException>(() => ZeroConcentrated.StandardEpsilon(rho, delta));
    }
}
