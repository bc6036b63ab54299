using CsCheck;
using FederatedSecure.Privacy.Tests.Support;

namespace FederatedSecure.Privacy.Tests.LossDistribution;

public sealed class StepDistributionTests
{
    [Theory]
    [InlineData(1, 1, "Remove", 0, 0.319116756)]
    [InlineData(1, 1, "Remove", 1, 0.343270190)]
    [InlineData(1, 1, "Remove", -1, 0.126282046)]
    [InlineData(0.8, 1, "Remove", 0, 0.398104072)]
    [InlineData(0.8, 1, "Remove", 1, 0.314081995)]
    [InlineData(0.8, 1, "Add", 0, 0.398104072)]
    [InlineData(0.8, 1, "Add", -1, 0.115544309)]
    [InlineData(0.4, 0.5, "Remove", 0, 0.499732772)]
    [InlineData(0.4, 0.5, "Remove", 1, 0.142761851)]
    [InlineData(0.4, 0.5, "Add", -2, 0.012224135)]
    [InlineData(0.2, 0.5, "Add", 0, 0.738200118)]
    [InlineData(0.2, 0.5, "Add", 1, 0.215999775)]
    public void Pessimistic_WholeGrid_IsTheOneOfDpAccounting(double q, double sigma, string direction, int loss, double published)
    {
        // google/differential-privacy, privacy_loss_distribution_test.py,
        // test_gaussian_varying_standard_deviation_and_sensitivity_connect_dots: the places that its truncation leaves alone.
        var step = StepDistribution.Create(new LossCells(new SampledGaussian(q, sigma, 1), Enum.Parse<LossDirection>(direction), 0, 1, -8, 8));

        Assert.Equal(published, step.Pessimistic[loss - step.First], 1e-8);
    }

    [Fact]
    public void Create_AnyGrid_KeepsProbabilitiesAndBoundsTheCurveFromBothSides() =>
        Gen.Select(Gen.Double[0.01, 0.99], Gen.Double[0.5, 3], Gen.Double[0.02, 0.7], Gen.Double[-0.3, 0.3], Gen.Bool).Sample(
            (q, sigma, interval, centre, removes) =>
            {
                var some = new SampledGaussian(q, sigma, 1);
                var step = StepDistribution.Create(new LossCells(some, removes ? LossDirection.Remove : LossDirection.Add, centre, interval, -6, 9));

                Assert.Equal(1, step.Pessimistic.Sum() + step.Infinite, 1e-11);
                Assert.InRange(step.Optimistic.Sum(), 0, 1 + 1e-11);
                Assert.All(step.Pessimistic, p => Assert.True(p >= 0));
                Assert.All(step.Optimistic, p => Assert.True(p >= 0));
                foreach (var epsilon in (double[])[0, 0.05, 0.3, 1, 2.5, 4])
                {
                    // For one direction alone: the other one's δ may be larger.
                    var exact = Exact(q, sigma, epsilon, removes);
                    Assert.True(Curve(step, step.Pessimistic, interval, epsilon) + step.Infinite >= exact - 1e-11);
                    Assert.True(Curve(step, step.Optimistic, interval, epsilon) <= exact + 1e-11);
                }
            },
            iter: 200);

    [Theory]
    [InlineData("Remove")]
    [InlineData("Add")]
    public void Pessimistic_OnItsGrid_IsExact(string direction)
    {
        // "Connect the dots" meets δ(ε) at every grid point.
        var step = StepDistribution.Create(new LossCells(new SampledGaussian(0.3, 1, 1), Enum.Parse<LossDirection>(direction), 0, 0.25, -6, 30));

        for (var epsilon = 0.0; epsilon < 3; epsilon += 0.25)
        {
            Assert.Equal(Exact(0.3, 1, epsilon, direction == "Remove"), Curve(step, step.Pessimistic, 0.25, epsilon) + step.Infinite, 1e-12);
        }
    }

    private static double Exact(double q, double sigma, double epsilon, bool removes)
    {
        var inner = (Math.Exp(removes ? epsilon : -epsilon) - (1 - q)) / q;
        if (inner <= 0)
        {
            return 0;
        }

        var x = (sigma * sigma * Math.Log(inner)) + 0.5;
        double With(double sign) => ((1 - q) * Reference.NormalTail(sign * x / sigma)) + (q * Reference.NormalTail(sign * (x - 1) / sigma));
        return removes
            ? With(1) - (Math.Exp(epsilon) * Reference.NormalTail(x / sigma))
            : Reference.NormalTail(-x / sigma) - (Math.Exp(epsilon) * With(-1));
    }

    private static double Curve(StepDistribution step, double[] probabilities, double interval, double epsilon) =>
        probabilities.Select((p, i) => p * Math.Max(0, 1 - Math.Exp(epsilon - step.Centre - ((step.First + i) * interval)))).Sum();
}
