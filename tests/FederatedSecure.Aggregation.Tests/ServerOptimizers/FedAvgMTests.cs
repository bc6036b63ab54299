using FederatedSecure.Aggregation.ServerOptimizers;
using FederatedSecure.Aggregation.Tests.Support;

namespace FederatedSecure.Aggregation.Tests.ServerOptimizers;

public sealed class FedAvgMTests
{
    [Fact]
    public void Step_ExampleOfTheDocumentation_IsTwoPointFortyFive()
    {
        var run = new OptimizerRun(new ServerOptimizerOptions("fedavgm"), 1).Step(0.5f);
        Assert.Equal([1.5f], run.Parameters);

        run.Step(0.5f);
        Assert.Equal(2.45f, run.Parameters[0], 6);
        Assert.Equal(0.95f, run.First[0], 6);
    }

    [Theory]
    [InlineData(0.9, 1, 0.5f, 30)]
    [InlineData(0.5, 0.1, -2f, 10)]
    [InlineData(0.99, 0.01, 1f, 100)]
    public void Step_ConstantUpdate_FollowsTheGeometricSeries(double beta, double eta, float delta, int rounds)
    {
        var run = new OptimizerRun(new ServerOptimizerOptions("fedavgm", eta, Momentum: beta), 0).Repeat(delta, rounds);

        // v after t rounds is Δ(1 − βᵗ)/(1 − β); x is η times the sum of those.
        var v = delta * (1 - Math.Pow(beta, rounds)) / (1 - beta);
        var x = eta * delta / (1 - beta) * (rounds - (beta * (1 - Math.Pow(beta, rounds)) / (1 - beta)));
        Assert.Equal(1, run.First[0] / v, 1e-5);
        Assert.Equal(1, run.Parameters[0] / x, 1e-5);
    }

    [Fact]
    public void Step_NoMomentum_IsFederatedAveraging()
    {
        var update = Vectors.Random(37, seed: 1);
        var start = Vectors.Random(37, seed: 2);

        Assert.Equal(
            new OptimizerRun(new ServerOptimizerOptions("fedavg", 0.3), start).Step(update).Step(update).Parameters,
            new OptimizerRun(new ServerOptimizerOptions("fedavgm", 0.3, Momentum: 0), start).Step(update).Step(update).Parameters);
    }

    [Fact]
    public void Step_UpdatesStop_CoastsOn()
    {
        var run = new OptimizerRun(new ServerOptimizerOptions("fedavgm", Momentum: 0.5), 0).Step(1).Step(0).Step(0);

        Assert.Equal([1.75f], run.Parameters);
        Assert.Equal([0.25f], run.First);
    }
}
