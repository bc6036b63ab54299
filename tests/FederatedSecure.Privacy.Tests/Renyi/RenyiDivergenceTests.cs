using CsCheck;

namespace FederatedSecure.Privacy.Tests.Renyi;

public sealed class RenyiDivergenceTests
{
    [Theory]
    [InlineData(0.01, 1.1, 2)]
    [InlineData(0.5, 0.7, 2)]
    [InlineData(1e-6, 3, 2)]
    public void SampledGaussian_OrderTwo_IsTheVarianceOfTheRatio(double q, double sigma, double order)
    {
        // A₂ = 1 + q²·(e^(1/σ²) − 1).
        var expected = Math.Log(1 + (q * q * (Math.Exp(1 / (sigma * sigma)) - 1)));

        Assert.Equal(expected, RenyiDivergence.SampledGaussian(q, sigma, order), Math.Max(1e-12 * expected, 1.2e-16));
    }

    [Theory]
    [InlineData(0.3, 1e4)]
    [InlineData(100, 1.25)]
    public void SampledGaussian_FullSample_IsTheGaussianMechanism(double sigma, double order) =>
        Assert.Equal(order / (2 * sigma * sigma), RenyiDivergence.SampledGaussian(1, sigma, order));

    [Theory]
    [InlineData(1.5, 6.5007e-4)]
    [InlineData(2.5, 1.0854e-3)]
    [InlineData(5, 2.1808e-3)]
    [InlineData(50, 2.3846e-2)]
    [InlineData(100, 1.6742e2)]
    public void SampledGaussian_FiftySteps_AreThoseOfDpAccounting(double order, double published)
    {
        // google/differential-privacy, rdp_privacy_accountant_test.py, test_compute_rdp_poisson_sampled_gaussian, with its relative
        // tolerance. Later versions of the test say 6.70579741e-4 for order 1.5: they took a looser bound for fractional orders.
        Assert.Equal(published, 50 * RenyiDivergence.SampledGaussian(0.01, 2.5, order), 1e-4 * published);
    }

    [Fact]
    public void SampledGaussian_OrderOneAndAHalf_IsBelowWhatDpAccountingSaysNowAndAgreesWithQuadrature()
    {
        var ours = 50 * RenyiDivergence.SampledGaussian(0.01, 2.5, 1.5);

        Assert.Equal(50 * ByQuadrature(0.01, 2.5, 1.5), ours, 1e-10);
        Assert.InRange(6.70579741e-4 / ours, 1.03, 1.04);
    }

    [Theory]
    [InlineData(1e-3, 1, 1.01)]
    [InlineData(1e-2, 1.1, 1.5)]
    [InlineData(0.1, 2, 3.7)]
    [InlineData(0.1, 100, 20.5)]
    [InlineData(0.5, 0.8, 7.25)]
    [InlineData(0.999, 3, 17.1)]
    [InlineData(0.04, 1.5, 10.9)]
    [InlineData(0.2, 0.5, 1.1)]
    public void SampledGaussian_FractionalOrder_AgreesWithQuadrature(double q, double sigma, double order)
    {
        var expected = ByQuadrature(q, sigma, order);

        // ln A itself is known to some 1e-15 by the plain integral.
        Assert.Equal(expected, RenyiDivergence.SampledGaussian(q, sigma, order), (1e-10 * expected) + (2e-14 / (order - 1)));
    }

    [Fact]
    public void SampledGaussian_FractionalOrderNextToAWholeOne_IsNextToIt() =>
        Gen.Select(LogUniform(-6, -0.01), Gen.Double[0.3, 20], Gen.Int[2, 128]).Sample(
            (q, sigma, order) =>
            {
                var whole = RenyiDivergence.SampledGaussian(q, sigma, order);
                var below = RenyiDivergence.SampledGaussian(q, sigma, order - 1e-9);
                var above = RenyiDivergence.SampledGaussian(q, sigma, order + 1e-9);

                // The slope in the order is at most the divergence's own scale 1/σ² and some.
                var tolerance = (1e-9 * whole) + (1e-9 * (1 + (order / (sigma * sigma))) * whole) + 1e-9 / (sigma * sigma);
                Assert.InRange(below, whole - tolerance, whole + (1e-10 * whole));
                Assert.InRange(above, whole - (1e-10 * whole), whole + tolerance);
            },
            iter: 200);

    [Fact]
    public void SampledGaussian_AnyParameters_GrowsWithRateAndOrderAndFallsWithNoise() =>
        Gen.Select(LogUniform(-6, -0.3), Gen.Double[0.3, 50], Gen.Double[1.05, 200], Gen.Double[1.01, 1.5]).Sample(
            (q, sigma, order, factor) =>
            {
                var divergence = RenyiDivergence.SampledGaussian(q, sigma, order);
                var slack = 1e-9 * divergence;

                Assert.True(divergence >= 0 && double.IsFinite(divergence));
                Assert.True(RenyiDivergence.SampledGaussian(Math.Min(1, q * factor), sigma, order) >= divergence - slack);
                Assert.True(RenyiDivergence.SampledGaussian(q, sigma * factor, order) <= divergence + slack);
                Assert.True(RenyiDivergence.SampledGaussian(q, sigma, order * factor) >= divergence - slack);
                Assert.True(divergence <= (order / (2 * sigma * sigma)) + slack);
            },
            iter: 200);

    [Fact]
    public void SampledGaussian_NoNoise_IsInfinite() =>
        Assert.Equal(double.PositiveInfinity, RenyiDivergence.SampledGaussian(0.1, 0, 2));

    [Theory]
    [InlineData(1e-6, 0.02, 1.5)]
    [InlineData(1e-6, 0.001, 1.1)]
    [InlineData(0.5, 1e-200, 1.5)]
    [InlineData(0.5, 1e-200, 4)]
    [InlineData(0.5, 5e-324, 4)]
    [InlineData(0.5, 1e300, 4)]
    [InlineData(1e-300, 1, 4)]
    [InlineData(0.1, 1e300, 1.5)]
    [InlineData(1e-300, 1, 1.5)]
    [InlineData(0.1, 1, 1e15)]
    [InlineData(0.1, 1, 1e300)]
    [InlineData(0.1, 1, 1.0000000001)]
    public void SampledGaussian_ExtremeParameters_LiesBetweenZeroAndTheGaussian(double q, double sigma, double order) =>
        Assert.InRange(RenyiDivergence.SampledGaussian(q, sigma, order), 0, order / (2 * sigma * sigma) * (1 + 1e-9));

    [Theory]
    [InlineData(0, 1, 2)]
    [InlineData(-0.1, 1, 2)]
    [InlineData(1.1, 1, 2)]
    [InlineData(double.NaN, 1, 2)]
    [InlineData(0.1, -1, 2)]
    [InlineData(0.1, double.NaN, 2)]
    [InlineData(0.1, double.PositiveInfinity, 2)]
    [InlineData(0.1, 1, 1)]
    [InlineData(0.1, 1, 0.5)]
    [InlineData(0.1, 1, double.NaN)]
    [InlineData(0.1, 1, double.PositiveInfinity)]
    public void SampledGaussian_OutsideTheRanges_IsAnError(double q, double sigma, double order) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => RenyiDivergence.SampledGaussian(q, sigma, order));

    /// <summary>ln A_α / (α − 1) by the plain integral, around both modes of its integrand.</summary>
    private static double ByQuadrature(double q, double sigma, double order)
    {
        const double step = 1.0 / 128;
        var (sum, width) = (0.0, sigma * step * Math.Min(1, sigma));
        var scale = (order * (order - 1) / (2 * sigma * sigma)) + (order * Math.Log(q));
        var largest = Math.Max(0, scale);
        for (var x = -14 * sigma; x <= order + (14 * sigma); x += width)
        {
            var ratio = Math.Log(1 - q + (q * Math.Exp(((2 * x) - 1) / (2 * sigma * sigma))));
            sum += Math.Exp((order * ratio) - (x * x / (2 * sigma * sigma)) - largest);
        }

        return (largest + Math.Log(sum * width / (sigma * Math.Sqrt(2 * Math.PI)))) / (order - 1);
    }

    private static Gen<double> LogUniform(double low, double high) => Gen.Double[low, high].Select(exponent => Math.Pow(10, exponent));
}
