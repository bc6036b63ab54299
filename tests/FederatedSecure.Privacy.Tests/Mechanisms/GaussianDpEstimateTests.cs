namespace FederatedSecure.Privacy.Tests.Mechanisms;

public sealed class GaussianDpEstimateTests
{
    [Fact]
    public void Mu_Example_GivesTheEpsilonOfOpacus()
    {
        // pytorch/opacus, opacus/tests/accountants_test.py, test_gdp_accountant: ε between 6.59 and 6.6 at δ = 1e-5.
        var mu = GaussianDpEstimate.Mu(new SampledGaussian(0.04, 1.5, 2249));

        Assert.True(GaussianDpEstimate.Delta(mu, 6.59) > 1e-5);
        Assert.True(GaussianDpEstimate.Delta(mu, 6.6) < 1e-5);
    }

    [Fact]
    public void Mu_Example_IsTheFormulaOfBuAndOthers() =>
        // Bu, Dong, Long and Su, "Deep learning with Gaussian differential privacy", 2019: μ = q·√(T·(e^(1/σ²) − 1)).
        Assert.Equal(0.01 * Math.Sqrt(1000 * (Math.E - 1)), GaussianDpEstimate.Mu(new SampledGaussian(0.01, 1, 1000)), 1e-14);

    [Fact]
    public void Delta_PracticalTraining_IsBelowTheTrueOne()
    {
        // Why it is no bound: the ε of the estimate is below even the lower bound of the exact accountant.
        SampledGaussian steps = new(0.001, 0.8, 1000);
        var mu = GaussianDpEstimate.Mu(steps);
        var truth = PrivacyLoss.Epsilon([steps], 1e-6);

        Assert.True(AnalyticGaussian.Epsilon(1, mu, 1e-6) < 0.9 * truth.Lower);
        Assert.True(GaussianDpEstimate.Delta(mu, truth.Lower) < 1e-6);
    }

    [Fact]
    public void Delta_OneGaussian_IsExact() => Assert.Equal(AnalyticGaussian.Delta(2, 1, 0.7), GaussianDpEstimate.Delta(0.5, 0.7));

    [Fact]
    public void Anything_AtTheEnds_IsTheLimit()
    {
        Assert.Equal(0, GaussianDpEstimate.Mu(new SampledGaussian(0.5, 0, 0)));
        Assert.Equal(double.PositiveInfinity, GaussianDpEstimate.Mu(new SampledGaussian(0.5, 0, 1)));
        Assert.Equal(double.PositiveInfinity, GaussianDpEstimate.Mu(new SampledGaussian(0.5, 5e-324, 1)));
        Assert.Equal(0, GaussianDpEstimate.Delta(0, 0));
        Assert.Equal(1, GaussianDpEstimate.Delta(double.PositiveInfinity, 3));
        Assert.InRange(GaussianDpEstimate.Delta(1e300, 3), 0.999, 1);
    }

    [Theory]
    [InlineData(-1, 1)]
    [InlineData(double.NaN, 1)]
    [InlineData(1, -1)]
    [InlineData(1, double.NaN)]
    public void Delta_OutsideTheRanges_IsAnError(double mu, double epsilon) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => GaussianDpEstimate.Delta(mu, epsilon));
}
