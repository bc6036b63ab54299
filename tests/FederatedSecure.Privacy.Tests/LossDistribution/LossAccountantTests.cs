using CsCheck;
using FederatedSecure.Privacy.Tests.Support;

namespace FederatedSecure.Privacy.Tests.LossDistribution;

public sealed class LossAccountantTests
{
    [Theory]
    [InlineData(0.2, 0.5, 1)]
    [InlineData(0.01, 1, 0.05)]
    [InlineData(1e-6, 3, 0)]
    [InlineData(0.9, 0.7, 4)]
    public void Delta_OneStep_AgreesWithTheDefinition(double q, double sigma, double epsilon)
    {
        // ∫ (P − e^ε·Q)⁺ by a plain Riemann sum: the kink costs it the last digits.
        var (sum, width) = (0.0, sigma / 20_000);
        for (var x = -12 * sigma; x < 1 + (12 * sigma); x += width)
        {
            var (without, with) = (Reference.Density(x / sigma), Reference.Density((x - 1) / sigma));
            sum += Math.Max(0, ((1 - q) * without) + (q * with) - (Math.Exp(epsilon) * without));
        }

        Assert.Equal(sum * width / sigma, LossAccountant.Delta([new SampledGaussian(q, sigma, 1)], epsilon), 1e-8);
        Assert.Equal(HockeyStick.Delta(epsilon, (q, sigma)), LossAccountant.Delta([new SampledGaussian(q, sigma, 1)], epsilon), 1e-12);
    }

    [Theory]
    [InlineData(0.2, 0.5, 1e-2)]
    [InlineData(0.01, 1, 1e-6)]
    [InlineData(0.9, 2, 1e-12)]
    public void Epsilon_OneStep_GivesItsDeltaBack(double q, double sigma, double delta)
    {
        var bounds = LossAccountant.Epsilon([new SampledGaussian(q, sigma, 1)], delta);

        Assert.Equal(bounds.Upper, bounds.Lower);
        Assert.Equal(1, LossAccountant.Delta([new SampledGaussian(q, sigma, 1)], bounds.Upper) / delta, 1e-8);
    }

    [Theory]
    [InlineData(0.2, 0.5, 1)]
    [InlineData(0.2, 0.5, 4)]
    [InlineData(0.05, 1, 0.5)]
    [InlineData(0.5, 1.5, 0.1)]
    [InlineData(0.9, 2, 1)]
    public void Delta_TwoAndThreeSteps_AgreeWithNestedQuadrature(double q, double sigma, double epsilon)
    {
        var two = HockeyStick.Delta(epsilon, (q, sigma), (q, sigma));
        Assert.InRange(LossAccountant.Delta([new SampledGaussian(q, sigma, 2)], epsilon) / two, 1 - 1e-9, 1.001);

        var three = HockeyStick.Delta(epsilon, (q, sigma), (q, sigma), (q, sigma));
        Assert.InRange(LossAccountant.Delta([new SampledGaussian(q, sigma, 3)], epsilon) / three, 1 - 1e-9, 1.001);
    }

    [Theory]
    [InlineData(1e-2)]
    [InlineData(1e-5)]
    [InlineData(1e-9)]
    public void Epsilon_DifferentSteps_BoundsEncloseNestedQuadrature(double delta)
    {
        (double, double)[] steps = [(0.3, 0.8), (0.05, 0.6), (1, 3)];

        var bounds = LossAccountant.Epsilon([.. steps.Select(step => new SampledGaussian(step.Item1, step.Item2, 1))], delta);

        Assert.True(HockeyStick.Delta(bounds.Upper, steps) <= delta * (1 + 1e-9));
        Assert.True(HockeyStick.Delta(bounds.Lower, steps) >= delta * (1 - 1e-9));
        Assert.InRange(bounds.Upper - bounds.Lower, 0, 1e-3 * bounds.Upper);
    }

    [Fact]
    public void Epsilon_AnyTwoSteps_BoundsEncloseNestedQuadrature() =>
        Gen.Select(Gen.Double[0.005, 0.9], Gen.Double[0.4, 4], Gen.Double[-9, -1.5]).Sample(
            (q, sigma, logDelta) =>
            {
                var delta = Math.Pow(10, logDelta);

                var bounds = LossAccountant.Epsilon([new SampledGaussian(q, sigma, 2)], delta);

                Assert.True(HockeyStick.Delta(bounds.Upper, (q, sigma), (q, sigma)) <= delta * (1 + 1e-9));
                Assert.True(bounds.Lower == 0 || HockeyStick.Delta(bounds.Lower, (q, sigma), (q, sigma)) >= delta * (1 - 1e-9));
            },
            iter: 12);
}
