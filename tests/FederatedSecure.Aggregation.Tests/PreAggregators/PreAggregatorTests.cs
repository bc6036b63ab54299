using FederatedSecure.Aggregation.Tests.Support;

namespace FederatedSecure.Aggregation.Tests.PreAggregators;

public sealed class PreAggregatorTests
{
    private static double[][] Nine => [[1, 2, 3], [4, 5, 6], [7, 8, 9]];

    [Fact]
    public void NearestNeighbourMixing_ExampleOfItsDocumentation_IsExact() => Near([[0.5], [0.5], [2]], Run(1, [[0], [1], [3]], "nnm"), 0);

    [Fact]
    public void AdaptiveClipping_ExampleOfItsDocumentation_IsExact() => Near([[1], [2], [3], [3]], Run(1, [[1], [2], [3], [100]], "arc"), 0);

    [Fact]
    public void Clipping_ExampleOfItsDocumentation_IsExact() => Near([[1.2, 1.6], [0, 1]], Run(0, [[3, 4], [0, 1]], "clipping", ("bound", 2)), 1e-15);

    [Fact]
    public void Bucketing_ExampleOfItsDocumentation_IsExact() => Near(
        [[50.5], [4], [10]],
        Run(0, [[1], [2], [6], [10], [100]], "bucketing", ("size", 2), ("permutation", new double[] { 4, 0, 1, 2, 3 })),
        0);

    /// <summary>byzfl/aggregators/preaggregators.py, examples of the classes.</summary>
    [Fact]
    public void PreAggregators_ExamplesOfByzFl_Agree()
    {
        Near([[2.5, 3.5, 4.5], [2.5, 3.5, 4.5], [5.5, 6.5, 7.5]], Run(1, Nine, "nnm"), 0);
        Near([[1, 2, 3], [4, 5, 6], [4.41004009, 5.04004582, 5.67005155]], Run(1, Nine, "arc"), 5e-9);
        Near(
            [[0.53452248, 1.06904497, 1.60356745], [0.91168461, 1.13960576, 1.36752692], [1.00514142, 1.14873305, 1.29232469]],
            Run(0, Nine, "clipping", ("bound", 2)),
            5e-9);
        Near([[5.5, 6.5, 7.5], [1, 2, 3]], Run(0, Nine, "bucketing", ("size", 2), ("permutation", new double[] { 1, 2, 0 })), 0);
    }

    [Fact]
    public void Bucketing_OneSeed_GivesOneOrder()
    {
        double[][] inputs = [.. Enumerable.Range(0, 11).Select(i => new[] { Math.Pow(2, i) })];

        var first = Run(0, inputs, "bucketing", ("size", 3), ("seed", 5));

        Assert.Equal(4, first.Length);
        Assert.Equal(first, Run(0, inputs, "bucketing", ("size", 3), ("seed", 5)));
        Assert.NotEqual(first, Run(0, inputs, "bucketing", ("size", 3), ("seed", 6)));
        Assert.Equal(inputs.Sum(x => x[0]), first.Zip([3, 3, 3, 2], (mean, size) => mean[0] * size).Sum(), 1e-9);
    }

    [Fact]
    public void Clipping_ZeroVector_StaysZero() => Near([[0, 0]], Run(0, [[0, 0]], "clipping", ("bound", 2)), 0);

    [Theory]
    [InlineData("arc")]
    [InlineData("nnm")]
    public void PreAggregators_AnyInputs_AreNotChanged(string name)
    {
        var inputs = Nine;

        Run(1, inputs, name);

        Assert.Equal(Nine, inputs);
    }

    [Fact]
    public void Pipeline_OtherOrder_IsAnotherResult()
    {
        double[][] inputs = [[1], [2], [3], [100]];
        var mean = Aggregate.Rule("mean");

        // Clipped first, the 100 is a 3 when neighbours are looked for.
        Near([[2], [2], [8.0 / 3], [8.0 / 3]], Aggregate.Pipeline(mean, Aggregate.Pre("arc"), Aggregate.Pre("nnm")).PreAggregate(inputs, 1), 1e-15);
        Near([[2], [2], [2], [2]], Aggregate.Pipeline(mean, Aggregate.Pre("nnm"), Aggregate.Pre("arc")).PreAggregate(inputs, 1), 1e-15);
    }

    private static double[][] Run(int f, double[][] inputs, string name, params (string Name, object Value)[] parameters) =>
        Aggregate.Pipeline(Aggregate.Rule("mean"), Aggregate.Pre(name, parameters)).PreAggregate(inputs, f);

    private static void Near(double[][] expected, double[][] actual, double tolerance)
    {
        Assert.Equal(expected.Length, actual.Length);
        Assert.All(expected.SelectMany(row => row).Zip(actual.SelectMany(row => row)), pair => Assert.Equal(pair.First, pair.Second, tolerance));
    }
}
