using CsCheck;

namespace FederatedSecure.Privacy.Tests.Renyi;

public sealed class RenyiConversionTests
{
    [Fact]
    public void Epsilon_PureDp_IsTheValueOfDpAccounting()
    {
        // google/differential-privacy, rdp_privacy_accountant_test.py, test_compute_epsilon_delta_pure_dp: orders 2 … 32 of 1.1-DP.
        var epsilons = Enumerable.Range(2, 31).Select(order => (Order: order, Epsilon: RenyiConversion.Epsilon(order, 1.1, 1e-5))).ToArray();

        var best = epsilons.MinBy(pair => pair.Epsilon);
        Assert.Equal(32, best.Order);
        Assert.Equal(1.32783806176, best.Epsilon, 1e-10);
        Assert.Equal(1e-5, RenyiConversion.Delta(32, 1.1, 1.32783806176), 1e-14);
    }

    [Fact]
    public void Epsilon_NoiseForOneAndAMillionth_IsOne()
    {
        // The same file, test_compute_epsilon_delta_gaussian: σ = 4.530877117 gives exactly (1, 1e-6) by RDP.
        var best = Enumerable.Range(1001, 98_999).Select(i => i * 0.001)
            .Min(order => RenyiConversion.Epsilon(order, RenyiDivergence.SampledGaussian(1, 4.530877117, order), 1e-6));

        Assert.Equal(1, best, 1e-7);
    }

    [Fact]
    public void Delta_AtTheEpsilonOfADelta_IsThatDelta() =>
        Gen.Select(Gen.Double[1.05, 300], Gen.Double[0.2, 50], Gen.Double[-30, -1]).Sample((order, divergence, logDelta) =>
        {
            var delta = Math.Exp(logDelta);
            var epsilon = RenyiConversion.Epsilon(order, divergence, delta);

            var back = RenyiConversion.Delta(order, divergence, epsilon);
            if (epsilon > 0)
            {
                Assert.Equal(1, back / delta, 1e-9 * (1 + (order * (1 + epsilon))));
            }
            else
            {
                Assert.True(back <= delta * (1 + 1e-9));
            }
        });

    [Fact]
    public void Epsilon_LargerDivergenceOrSmallerDelta_IsNotSmaller() =>
        Gen.Select(Gen.Double[1.01, 300], Gen.Double[0, 50], Gen.Double[1e-12, 0.9], Gen.Double[1, 3]).Sample((order, divergence, delta, factor) =>
        {
            var epsilon = RenyiConversion.Epsilon(order, divergence, delta);

            Assert.True(RenyiConversion.Epsilon(order, divergence * factor, delta) >= epsilon);
            Assert.True(RenyiConversion.Epsilon(order, divergence, delta / factor) >= epsilon);
        });

    [Fact]
    public void Conversion_InfiniteDivergence_PromisesNothing()
    {
        Assert.Equal(double.PositiveInfinity, RenyiConversion.Epsilon(2, double.PositiveInfinity, 1e-5));
        Assert.Equal(1, RenyiConversion.Delta(2, double.PositiveInfinity, 10));
    }

    [Fact]
    public void Conversion_NoDivergence_CostsNothing()
    {
        Assert.Equal(0, RenyiConversion.Epsilon(2, 0, 1e-15));
        Assert.Equal(0, RenyiConversion.Delta(2, 0, 0));
    }

    [Theory]
    [InlineData(1, 1, 0.1)]
    [InlineData(double.NaN, 1, 0.1)]
    [InlineData(2, -1, 0.1)]
    [InlineData(2, double.NaN, 0.1)]
    [InlineData(2, 1, 0)]
    [InlineData(2, 1, 1)]
    [InlineData(2, 1, double.NaN)]
    public void Epsilon_OutsideTheRanges_IsAnError(double order, double divergence, double delta) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => RenyiConversion.Epsilon(order, divergence, delta));

    [Theory]
    [InlineData(1, 1, 1)]
    [InlineData(2, -1, 1)]
    [InlineData(2, 1, -1)]
    [InlineData(2, 1, double.NaN)]
    public void Delta_OutsideTheRanges_IsAnError(double order, double divergence, double epsilon) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => RenyiConversion.Delta(order, divergence, epsilon));
}
