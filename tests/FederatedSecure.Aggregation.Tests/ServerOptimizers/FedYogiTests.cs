using FederatedSecure.Aggregation.ServerOptimizers;
using FederatedSecure.Aggregation.Tests.Support;

namespace FederatedSecure.Aggregation.Tests.ServerOptimizers;

public sealed class FedYogiTests
{
    [Fact]
    public void Step_ByHand_TwoRounds()
    {
        var run = new OptimizerRun(new ServerOptimizerOptions("fedyogi", 0.1, Tau: 0.5), 0).Step(1);

        // v = 0.25 < Δ² = 1, so it grows by 0.01; m = 0.1, x = 0.01/(√0.26 + 0.5).
        Assert.Equal(0.1f, run.First[0], 7);
        Assert.Equal(0.26f, run.Second[0], 7);
        Assert.Equal(0.00990195f, run.Parameters[0], 8);

        run.Step(0.1f);

        // v = 0.26 > Δ² = 0.01, so it shrinks by 0.0001; m = 0.09 + 0.01, x += 0.01/(√0.2599 + 0.5).
        Assert.Equal(0.1f, run.First[0], 7);
        Assert.Equal(0.2599f, run.Second[0], 7);
        Assert.Equal(0.0198049f, run.Parameters[0], 7);
    }

    [Fact]
    public void Step_SecondMomentEqualToTheSquaredUpdate_Stays()
    {
        var run = new OptimizerRun(new ServerOptimizerOptions("fedyogi", Tau: 1), 0).Step(1).Step(-1);

        Assert.Equal([1f], run.Second);
    }

    [Theory]
    [InlineData(0.1, 0.9, 0.99, 1e-2, 0.5f, 40)]
    [InlineData(0.01, 0.5, 0.95, 0.1, -3f, 15)]
    public void Step_ConstantLargeUpdate_GrowsLinearlyWhereAdamJumps(double eta, double beta1, double beta2, double tau, float delta, int rounds)
    {
        var run = new OptimizerRun(new ServerOptimizerOptions("fedyogi", eta, Beta1: beta1, Beta2: beta2, Tau: tau), 0).Repeat(delta, rounds);

        double x = 0, v = 0;
        for (var t = 1; t <= rounds; t++)
        {
            v = (tau * tau) + (t * (1 - beta2) * delta * delta);
            x += eta * delta * (1 - Math.Pow(beta1, t)) / (Math.Sqrt(v) + tau);
        }

        Assert.True(v < delta * delta, "the closed form holds only while v is below Δ²");
        Assert.Equal(1, run.Second[0] / v, 1e-5);
        Assert.Equal(1, run.Parameters[0] / x, 1e-5);
    }

    [Fact]
    public void Step_NoUpdate_KeepsTheSecondMoment()
    {
        // Where Adam forgets, Yogi changes v by an amount that depends on Δ² alone.
        var run = new OptimizerRun(new ServerOptimizerOptions("fedyogi", Beta2: 0.5, Tau: 2), 7).Step(0).Step(0);

        Assert.Equal([7f], run.Parameters);
        Assert.Equal([4f], run.Second);
    }
}
