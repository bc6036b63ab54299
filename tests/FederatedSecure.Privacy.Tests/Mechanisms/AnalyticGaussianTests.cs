using CsCheck;
using FederatedSecure.Privacy.Tests.Support;

namespace FederatedSecure.Privacy.Tests.Mechanisms;

public sealed class AnalyticGaussianTests
{
    [Fact]
    public void Delta_Example_IsTheOneOfTheDocumentation() => Assert.Equal(0.126936737507, AnalyticGaussian.Delta(1, 1, 1), 1e-12);

    [Fact]
    public void Delta_AnyParameters_IsTheFormulaOfBalleAndWang() => Gen.Select(Gen.Double[0.2, 20], Gen.Double[0.1, 10], Gen.Double[0, 8]).Sample((sigma, sensitivity, epsilon) =>
        Assert.Equal(Reference.GaussianDelta(sensitivity / sigma, epsilon), AnalyticGaussian.Delta(sigma, sensitivity, epsilon), 1e-12 * Math.Exp(epsilon)));

    [Theory]
    [InlineData(1e-5)]
    [InlineData(1e-3)]
    [InlineData(0.1)]
    [InlineData(1)]
    [InlineData(10)]
    [InlineData(1e3)]
    [InlineData(1e5)]
    public void Epsilon_OfTheSigmaOfAnEpsilon_IsThatEpsilon(double epsilon)
    {
        // The grid of google/differential-privacy, gaussian_mechanism_test.py.
        foreach (var delta in (double[])[1e-10, 1e-5, 0.1, 0.5, 0.9])
        {
            var sigma = AnalyticGaussian.Sigma(epsilon, 1, delta);

            Assert.Equal(epsilon, AnalyticGaussian.Epsilon(sigma, 1, delta), 1e-7 * epsilon);
            Assert.True(AnalyticGaussian.Delta(sigma, 1, epsilon) <= delta * (1 + 1e-9));
            Assert.True(AnalyticGaussian.Delta(sigma * (1 - 1e-6), 1, epsilon) > delta);
        }
    }

    [Theory]
    [InlineData(1, 1e-6)]
    [InlineData(0.1, 1e-6)]
    public void Sigma_SmallTarget_IsBelowTheClassicalOne(double epsilon, double delta)
    {
        // The classical calibration √(2·ln(1.25/δ))/ε (Dwork and Roth, 2014, theorem A.1) is never better.
        var sigma = AnalyticGaussian.Sigma(epsilon, 1, delta);

        Assert.InRange(sigma, 0, Math.Sqrt(2 * Math.Log(1.25 / delta)) / epsilon);
        Assert.Equal(delta, Reference.GaussianDelta(1 / sigma, epsilon), 1e-9 * delta + 1e-15);
    }

    [Theory]
    [InlineData(0.3)]
    [InlineData(1)]
    [InlineData(40)]
    public void Epsilon_TinyDelta_StillSolvesItsEquation(double sigma)
    {
        // For δ = 1e-300 the two terms of the formula agree to many digits, and neither may underflow.
        var epsilon = AnalyticGaussian.Epsilon(sigma, 1, 1e-300);
        var mu = 1 / sigma;

        // ln δ from the leading term of the asymptotic series: φ(a)·(1/a² − 1/b²…) lies within a factor of 2.
        var a = (epsilon / mu) - (mu / 2);
        var leading = (-a * a / 2) - (0.5 * Math.Log(2 * Math.PI)) + Math.Log((1 / a) - (1 / (a + mu)));
        Assert.Equal(Math.Log(1e-300), leading, 0.01 + (2 * mu / (a * (a + mu))));
    }

    [Fact]
    public void Delta_MoreNoiseOrEpsilonOrLessSensitivity_IsNotLarger() =>
        Gen.Select(Gen.Double[0.05, 50], Gen.Double[0.01, 50], Gen.Double[0, 30], Gen.Double[1, 2]).Sample((sigma, sensitivity, epsilon, factor) =>
        {
            var delta = AnalyticGaussian.Delta(sigma, sensitivity, epsilon);

            Assert.InRange(delta, 0, 1);
            Assert.True(AnalyticGaussian.Delta(sigma * factor, sensitivity, epsilon) <= delta * (1 + 1e-10));
            Assert.True(AnalyticGaussian.Delta(sigma, sensitivity / factor, epsilon) <= delta * (1 + 1e-10));
            Assert.True(AnalyticGaussian.Delta(sigma, sensitivity, epsilon * factor) <= delta * (1 + 1e-10));
        });

    [Fact]
    public void Anything_AtTheEnds_IsTheLimit()
    {
        Assert.Equal(1, AnalyticGaussian.Delta(0, 1, 5));
        Assert.Equal(0, AnalyticGaussian.Delta(1, 1, double.PositiveInfinity));
        Assert.Equal(double.PositiveInfinity, AnalyticGaussian.Epsilon(0, 1, 1e-5));
        Assert.Equal(double.PositiveInfinity, AnalyticGaussian.Epsilon(1e-200, 1, 1e-5));
        Assert.Equal(0, AnalyticGaussian.Epsilon(1e6, 1, 0.1));

        // Total variation at ε = 0: 2Φ(μ/2) − 1.
        Assert.Equal(1 - (2 * Reference.NormalTail(0.25)), AnalyticGaussian.Delta(2, 1, 0), 1e-15);
    }

    [Theory]
    [InlineData(-1, 1, 1)]
    [InlineData(double.NaN, 1, 1)]
    [InlineData(double.PositiveInfinity, 1, 1)]
    [InlineData(1, 0, 1)]
    [InlineData(1, double.NaN, 1)]
    [InlineData(1, 1, -1)]
    [InlineData(1, 1, double.NaN)]
    public void Delta_OutsideTheRanges_IsAnError(double sigma, double sensitivity, double epsilon) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => AnalyticGaussian.Delta(sigma, sensitivity, epsilon));

    [Theory]
    [InlineData(1, 1, 0)]
    [InlineData(1, 1, 1)]
    [InlineData(1, 1, double.NaN)]
    [InlineData(1, -1, 0.1)]
    public void EpsilonAndSigma_OutsideTheRanges_AreErrors(double first, double sensitivity, double delta)
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => AnalyticGaussian.Epsilon(first, sensitivity, delta));
        Assert.Throws<ArgumentOutOfRangeException>(() => AnalyticGaussian.Sigma(first, sensitivity, delta));
    }

    [Theory]
    [InlineData(0, 1e-15)]
    [InlineData(0, 1e-300)]
    [InlineData(1e300, 1e-5)]
    [InlineData(1e-300, 1e-5)]
    public void Sigma_ExtremeTargets_MeetThem(double epsilon, double delta)
    {
        var sigma = AnalyticGaussian.Sigma(epsilon, 1, delta);

        Assert.True(double.IsFinite(sigma) && sigma > 0);
        Assert.True(AnalyticGaussian.Delta(sigma, 1, epsilon) <= delta * (1 + 1e-9));
    }
}
