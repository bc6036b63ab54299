using FederatedSecure.Aggregation.ServerOptimizers;
using FederatedSecure.Aggregation.Tests.Support;

namespace FederatedSecure.Aggregation.Tests.ServerOptimizers;

public sealed class FedAdamTests
{
    [Fact]
    public void Step_ByHand_TwoRounds()
    {
        var run = new OptimizerRun(new ServerOptimizerOptions("fedadam", 0.1, Tau: 1), 0).Step(1);

        // m = 0.1, v = 0.99 + 0.01 = 1, x = 0.1·0.1/(1 + 1).
        Assert.Equal(0.1f, run.First[0], 7);
        Assert.Equal(1f, run.Second[0], 7);
        Assert.Equal(0.005f, run.Parameters[0], 8);

        run.Step(-2);

        // m = 0.09 − 0.2 = −0.11, v = 0.99 + 0.04 = 1.03, x = 0.005 − 0.011/(√1.03 + 1).
        Assert.Equal(-0.11f, run.First[0], 7);
        Assert.Equal(1.03f, run.Second[0], 7);
        Assert.Equal(-0.000459357f, run.Parameters[0], 8);
    }

    [Fact]
    public void Step_FirstRound_IsNotBiasCorrected()
    {
        // With bias correction the first step would be η·sign(Δ) = 0.1; algorithm 2 has none.
        var run = new OptimizerRun(new ServerOptimizerOptions("fedadam", 0.1, Tau: 1e-9), 0).Step(1);

        Assert.Equal(0.1 * 0.1 / Math.Sqrt(0.01), run.Parameters[0], 1e-7);
        run = new OptimizerRun(new ServerOptimizerOptions("fedadam", 0.1, Beta1: 0.5, Tau: 1e-9), 0).Step(1);
        Assert.Equal(0.1 * 0.5 / Math.Sqrt(0.01), run.Parameters[0], 1e-6);
    }

    [Theory]
    [InlineData(0.1, 0.9, 0.99, 1e-3, 0.01f, 50)]
    [InlineData(0.01, 0.5, 0.9, 0.1, -3f, 20)]
    [InlineData(1, 0, 0, 1e-2, 0.5f, 5)]
    public void Step_ConstantUpdate_FollowsTheClosedForm(double eta, double beta1, double beta2, double tau, float delta, int rounds)
    {
        var run = new OptimizerRun(new ServerOptimizerOptions("fedadam", eta, Beta1: beta1, Beta2: beta2, Tau: tau), 0).Repeat(delta, rounds);

        double x = 0, m = 0, v = 0;
        for (var t = 1; t <= rounds; t++)
        {
            m = delta * (1 - Math.Pow(beta1, t));
            v = (Math.Pow(beta2, t) * tau * tau) + ((1 - Math.Pow(beta2, t)) * delta * delta);
            x += eta * m / (Math.Sqrt(v) + tau);
        }

        Assert.Equal(1, run.First[0] / m, 1e-5);
        Assert.Equal(1, run.Second[0] / v, 1e-5);
        Assert.Equal(1, run.Parameters[0] / x, 1e-5);
    }

    [Fact]
    public void Step_NoUpdate_LetsTheSecondMomentDecay()
    {
        var run = new OptimizerRun(new ServerOptimizerOptions("fedadam", Beta2: 0.5, Tau: 2), 7).Step(0).Step(0);

        Assert.Equal([7f], run.Parameters);
        Assert.Equal([1f], run.Second);
    }
}
