using FederatedSecure.Aggregation.ServerOptimizers;
using FederatedSecure.Aggregation.Tests.Support;

namespace FederatedSecure.Aggregation.Tests.ServerOptimizers;

public sealed class FedAvgTests
{
    [Fact]
    public void Step_ExampleOfTheDocumentation_IsOneAndAHalf() =>
        Assert.Equal([1.5f], new OptimizerRun(new ServerOptimizerOptions(), 1).Step(0.5f).Parameters);

    [Fact]
    public void Step_RateOne_ReplacesTheModelByTheMeanOfTheSitesModels()
    {
        float[] global = [1, -2, 0.5f, 8, 0.25f];
        float[] mean = [3, -2, 0, -8, 1.5f];

        Assert.Equal(mean, new OptimizerRun(new ServerOptimizerOptions(), global).Step([.. mean.Zip(global, (m, g) => m - g)]).Parameters);
    }

    [Fact]
    public void Step_RateOfAQuarter_GoesAQuarterOfTheWay() =>
        Assert.Equal([1.5f], new OptimizerRun(new ServerOptimizerOptions(LearningRate: 0.25), 1).Step(2).Parameters);
}
