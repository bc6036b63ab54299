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
}
