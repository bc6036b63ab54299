using FederatedSecure.Aggregation.ServerOptimizers;

namespace FederatedSecure.Aggregation.Tests.ServerOptimizers;

public sealed class ServerOptimizerOptionsTests
{
    public static TheoryData<string, ServerOptimizerOptions> Bad => new()
    {
        { "name", new() { Name = "" } },
        { "name", new() { Name = "FedAvg" } },
        { "learningRate", new() { LearningRate = 0 } },
        { "learningRate", new() { LearningRate = -1 } },
        { "learningRate", new() { LearningRate = double.NaN } },
        { "learningRate", new() { LearningRate = double.PositiveInfinity } },
        { "momentum", new() { Momentum = 1 } },
        { "momentum", new() { Momentum = -0.1 } },
        { "momentum", new() { Momentum = double.NaN } },
        { "beta1", new() { Beta1 = 1 } },
        { "beta2", new() { Beta2 = 1.5 } },
        { "tau", new() { Tau = 0 } },
        { "tau", new() { Tau = double.NaN } },
        { "tau", new() { Tau = double.PositiveInfinity } },
    };

    [Fact]
    public void Problem_Defaults_IsNone() => Assert.Null(new ServerOptimizerOptions().Problem());

    [Fact]
    public void Problem_SmallestAllowed_IsNone() =>
        Assert.Null(new ServerOptimizerOptions("fedyogi", double.Epsilon, Momentum: 0, Beta1: 0, Beta2: 0, Tau: double.Epsilon).Problem());

    [Theory]
    [MemberData(nameof(Bad))]
    public void Problem_BadValue_NamesTheProperty(string property, ServerOptimizerOptions options)
    {
        Assert.Equal(property, options.Problem()?.Property);
        Assert.StartsWith(property + ":", Assert.Throws<ArgumentException>(() => ServerOptimizer.Create(options)).Message, StringComparison.Ordinal);
    }
}
