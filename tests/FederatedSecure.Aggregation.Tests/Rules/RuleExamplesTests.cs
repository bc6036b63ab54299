using FederatedSecure.Aggregation.Points;
using FederatedSecure.Aggregation.Tests.Support;

namespace FederatedSecure.Aggregation.Tests.Rules;

/// <summary>Exact outputs: those of the rules' own documentation, and those that ByzFL's documentation states.</summary>
public sealed class RuleExamplesTests
{
    public static TheoryData<string, int, double[], double> OnALine => new()
    {
        { "mean", 0, [1, 2, 6], 3 },
        { "trimmed-mean", 1, [1, 2, 6, 100], 4 },
        { "meamed", 1, [1, 2, 6, 100], 3 },
        { "phocas", 1, [1, 2, 6, 100], 3 },
        { "krum", 1, [0, 1, 3, 10], 1 },
        { "multi-krum", 1, [0, 1, 3, 10], 4.0 / 3 },
        { "bulyan", 1, [0, 1, 2, 3, 4, 5, 100], 2 },
        { "geometric-median", 0, [1, 4, 100], 4 },
        { "mda", 1, [0, 1, 3, 10], 4.0 / 3 },
        { "sign-majority", 0, [1, -2, 7, 0], 1 },
    };

    /// <summary>byzfl/aggregators/aggregators.py, examples of the classes, on (1, 2, 3), (4, 5, 6), (7, 8, 9).</summary>
    public static TheoryData<string, int, double[]> ByzFl => new()
    {
        { "mean", 0, [4, 5, 6] },
        { "median", 0, [4, 5, 6] },
        { "trimmed-mean", 1, [4, 5, 6] },
        { "krum", 1, [1, 2, 3] },
        { "multi-krum", 1, [2.5, 3.5, 4.5] },
        { "mda", 1, [2.5, 3.5, 4.5] },
        { "meamed", 1, [2.5, 3.5, 4.5] },
    };

    private static double[][] Nine => [[1, 2, 3], [4, 5, 6], [7, 8, 9]];

    [Theory]
    [MemberData(nameof(OnALine))]
    public void Rule_ExampleOfItsDocumentation_IsExact(string rule, int f, double[] inputs, double expected) =>
        Assert.Equal(expected, Aggregate.Line(Aggregate.Rule(rule), f, inputs), 1e-15);

    [Theory]
    [MemberData(nameof(ByzFl))]
    public void Rule_ExampleOfByzFl_Agrees(string rule, int f, double[] expected) =>
        Assert.Equal(expected, Aggregate.Rows(Aggregate.Rule(rule), f, Nine));

    [Fact]
    public void GeometricMedian_CompatRfa_IsByzFls() => Near(
        [3.78788764, 4.78788764, 5.78788764], Aggregate.Rows(Aggregate.Rule("geometric-median", ("compat", "rfa")), 0, Nine), 5e-9);

    [Fact]
    public void MonNa_ExampleOfByzFl_Agrees() => Near([2.5, 3.5, 4.5], Aggregate.Rows(Aggregate.Rule("monna", ("pivot", 1)), 1, Nine), 0);

    [Fact]
    public void CenteredClipping_ExampleOfByzFl_Agrees() => Near([4, 5, 6], Aggregate.Rows(Aggregate.Rule("centered-clipping", ("tau", 100)), 0, Nine), 1e-14);

    [Fact]
    public void Median_ExampleOfItsDocumentation_IsExact() => Assert.Equal([2, 1], Aggregate.Rows(Aggregate.Rule("median"), 0, [1, 5], [2, 0], [9, 1]));

    [Fact]
    public void MonNa_ExampleOfItsDocumentation_IsExact() => Assert.Equal(4.0 / 3, Aggregate.Line(Aggregate.Rule("monna", ("pivot", 1)), 1, 0, 1, 3, 10));

    [Fact]
    public void CenteredClipping_ExampleOfItsDocumentation_IsExact() =>
        Assert.Equal(5.0 / 3, Aggregate.Line(Aggregate.Rule("centered-clipping", ("tau", 2)), 0, 1, 3, 100), 1e-15);

    [Fact]
    public void NormClipping_ExampleOfItsDocumentation_IsExact() =>
        Near([0.6, 1.3], Aggregate.Rows(Aggregate.Rule("norm-clipping", ("bound", 2)), 0, [3, 4], [0, 1]), 1e-15);

    [Fact]
    public void RobustLearningRate_ExampleOfItsDocumentation_IsExact() =>
        Assert.Equal([2, 1], Aggregate.Rows(Aggregate.Rule("rlr", ("threshold", 2)), 0, [1, 1], [2, -1], [3, -3]));

    [Fact]
    public void AutoGeometricMedian_ExampleOfItsDocumentation_IsExact() =>
        Assert.Equal(0, Aggregate.Line(Aggregate.Rule("auto-gm", ("lambda", 5)), 0, 0, 0, 0, 0, 1000), 1e-12);

    [Fact]
    public void CenteredClipping_ResultAsNextCenter_GoesOnAsIfNeverStopped()
    {
        double[][] inputs = [[1, 0], [3, 1], [100, -7]];
        var one = Aggregate.Pipeline(Aggregate.Rule("centered-clipping", ("tau", 2)));
        var two = Aggregate.Rows(Aggregate.Rule("centered-clipping", ("tau", 2), ("iterations", 2)), 0, inputs);

        var first = one.Aggregate(inputs, 0).Vector;
        var second = one.Aggregate(inputs, 0, new Dictionary<ExtraPoint, double[][]> { [ExtraPoint.Center] = [first] }).Vector;

        Near(two, second, 1e-13);
    }

    private static void Near(double[] expected, double[] actual, double tolerance)
    {
        Assert.Equal(expected.Length, actual.Length);
        Assert.All(expected.Zip(actual), pair => Assert.Equal(pair.First, pair.Second, tolerance));
    }
}
