namespace FederatedSecure.Privacy.Tests.Accounting;

/// <summary>Far from what anybody trains with: an answer in time, on the safe side.</summary>
public sealed class ExtremeParametersTests
{
    [Theory]
    [InlineData(1e-6, 0.3, 1_000_000, 1e-15)]
    [InlineData(1e-6, 100, 1_000_000, 1e-15)]
    [InlineData(1e-6, 1, 100_000_000, 1e-5)]
    [InlineData(1e-3, 1, 10_000_000, 1e-15)]
    [InlineData(0.01, 0.3, 1_000_000, 1e-5)]
    [InlineData(0.01, 100, 1_000_000_000, 1e-5)]
    [InlineData(0.5, 0.3, 1_000_000, 1e-15)]
    [InlineData(0.999999, 1, 1000, 1e-5)]
    [InlineData(0.5, 1, 1_000_000_000_000_000, 1e-5)]
    [InlineData(1e-300, 1, 1000, 1e-5)]
    [InlineData(1e-12, 0.05, 10, 1e-300)]
    [InlineData(0.1, 1e10, 10, 1e-5)]
    [InlineData(0.1, 1e150, 10, 1e-5)]
    [InlineData(0.1, 1e300, 10, 1e-5)]
    [InlineData(0.1, 0.02, 10, 1e-5)]
    [InlineData(0.1, 1e-3, 10, 1e-5)]
    [InlineData(0.1, 1e-10, 1000, 1e-5)]
    [InlineData(0.1, 1e-200, 10, 1e-5)]
    [InlineData(0.01, 5e-324, 5, 1e-5)]
    [InlineData(0.1, 1, 100, 0.999999)]
    [InlineData(0.1, 1, 100, 1e-300)]
    public void Epsilon_ExtremeParameters_IsBounded(double q, double sigma, long steps, double delta)
    {
        SampledGaussian[] history = [new(q, sigma, steps)];

        var bounds = PrivacyLoss.Epsilon(history, delta);
        var rdp = PrivacyLoss.Epsilon(history, delta, Accountant.Rdp).Upper;

        Assert.InRange(bounds.Lower, 0, bounds.Upper);
        Assert.True(bounds.Upper <= rdp * (1 + 1e-9));

        // All steps cost at least what one does, and at most what they do with the full sample.
        Assert.True(bounds.Upper >= PrivacyLoss.Epsilon([new SampledGaussian(q, sigma, 1)], delta).Upper * (1 - 1e-3));
        Assert.True(bounds.Lower <= PrivacyLoss.Epsilon([new SampledGaussian(1, sigma, steps)], delta).Upper * (1 + 1e-3));
    }

    [Theory]
    [InlineData(0.1, 1, 100, 1e6)]
    [InlineData(0.1, 1, 100, 1e300)]
    [InlineData(0.1, 1e-10, 100, 1)]
    [InlineData(0.1, 5e-324, 100, 1)]
    [InlineData(0.1, 0.01, 100, 1e5)]
    [InlineData(1e-6, 100, 1000, 0)]
    [InlineData(1e-6, 1e200, 1000, 0)]
    [InlineData(0.5, 1, 1_000_000_000_000, 1)]
    public void Delta_ExtremeParameters_IsAProbability(double q, double sigma, long steps, double epsilon)
    {
        SampledGaussian[] history = [new(q, sigma, steps)];

        Assert.InRange(PrivacyLoss.Delta(history, epsilon), 0, 1);
        Assert.InRange(PrivacyLoss.Delta(history, epsilon, Accountant.Rdp), 0, 1);
    }

    [Theory]
    [InlineData(0, 1, 1)]
    [InlineData(-0.1, 1, 1)]
    [InlineData(1.0000001, 1, 1)]
    [InlineData(double.NaN, 1, 1)]
    [InlineData(double.PositiveInfinity, 1, 1)]
    [InlineData(0.1, -1, 1)]
    [InlineData(0.1, double.NaN, 1)]
    [InlineData(0.1, double.PositiveInfinity, 1)]
    [InlineData(0.1, 1, -1)]
    [InlineData(0.1, 1, long.MaxValue)]
    public void SampledGaussian_OutsideTheRanges_IsAnError(double q, double sigma, long steps) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => new SampledGaussian(q, sigma, steps));
}
