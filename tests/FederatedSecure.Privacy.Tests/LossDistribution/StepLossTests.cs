using CsCheck;

namespace FederatedSecure.Privacy.Tests.LossDistribution;

public sealed class StepLossTests
{
    [Fact]
    public void InverseLog_OfTheLog_IsTheArgument() => Gen.Select(Gen.Double[-8, 0], Gen.Double[-5, 200]).Sample((logRate, u) =>
    {
        var q = Math.Pow(10, logRate);

        // Far below 0 the loss is at its infimum ln(1 − q), and the argument is lost.
        Assert.Equal(u, StepLoss.InverseLog(q, StepLoss.Log(q, u)), 1e-8 * Math.Exp(Math.Max(0, -u)) * (1 + Math.Abs(u)));
    });

    [Theory]
    [InlineData(1e-10, 1e-6, 1e-16)]
    [InlineData(0.5, 0, 0)]
    [InlineData(1, 3, 3)]
    [InlineData(0.25, 1e3, 998.613705638880109)]
    public void Log_KnownPlaces_IsAccurate(double q, double u, double expected) =>
        Assert.Equal(expected, StepLoss.Log(q, u), 1e-6 * expected);

    [Fact]
    public void InverseLog_BelowTheInfimum_IsMinusInfinity() =>
        Assert.Equal(double.NegativeInfinity, StepLoss.InverseLog(0.5, Math.Log(0.5) - 1e-9));
}
