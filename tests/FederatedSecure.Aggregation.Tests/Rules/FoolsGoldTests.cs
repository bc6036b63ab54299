using CsCheck;
using FederatedSecure.Aggregation.Points;
using FederatedSecure.Aggregation.Tests.Support;

namespace FederatedSecure.Aggregation.Tests.Rules;

public sealed class FoolsGoldTests
{
    [Fact]
    public void FoolsGold_ExampleOfTheDocumentation_GivesSybilsNoWeight() => Assert.Equal([1, 0], Aggregate.Rows(Aggregate.Rule("foolsgold"), 0, [1, 0], [0, 1], [0, 1]));

    [Fact]
    public void FoolsGold_AllAlike_IsZeros() => Assert.Equal([0, 0], Aggregate.Rows(Aggregate.Rule("foolsgold"), 0, [1, 2], [1, 2]));

    [Fact]
    public void FoolsGold_Alone_IsItself() => Assert.Equal([3, 4], Aggregate.Rows(Aggregate.Rule("foolsgold"), 0, [3, 4]));

    [Fact]
    public void FoolsGold_WithHistories_GoesByThem()
    {
        // This round the first two agree; in all rounds the last two do.
        double[][] inputs = [[1, 0], [1, 0], [0, 2]];
        double[][] histories = [[5, -5], [3, 3], [6, 6]];
        var pipeline = Aggregate.Pipeline(Aggregate.Rule("foolsgold"));

        Assert.Equal([1, 0], pipeline.Aggregate(inputs, 0, new Dictionary<ExtraPoint, double[][]> { [ExtraPoint.History] = histories }).Vector);
        Assert.Equal([0, 2], pipeline.Aggregate(inputs, 0).Vector);
    }

    [Fact]
    public void FoolsGold_InputsMergedBeforeIt_SaysThatHistoriesAreThoseOfInputs()
    {
        var pipeline = Aggregate.Pipeline(Aggregate.Rule("foolsgold"), Aggregate.Pre("bucketing", ("size", 2), ("seed", 1)));

        Assert.Contains("one history", Assert.Throws<ArgumentException>(() => pipeline.Aggregate(
            [[1.0], [2.0]], 0, new Dictionary<ExtraPoint, double[][]> { [ExtraPoint.History] = [[1.0], [2.0]] })).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void FoolsGold_WithoutDividing_AddsUp() =>
        Assert.Equal([5, 7], Aggregate.Rows(Aggregate.Rule("foolsgold", ("divide", "nothing")), 0, [5, 0], [0, 7]));

    [Fact]
    public void FoolsGold_AnyInputs_IsThePapersAlgorithm() => Rows.Any(2, 9, 5).Sample((inputs, _) =>
    {
        var n = inputs.Length;
        var cs = new double[n, n];
        for (var i = 0; i < n; i++)
        {
            for (var j = 0; j < n; j++)
            {
                cs[i, j] = i == j ? double.NegativeInfinity : PlainSpectra.Dot(inputs[i], inputs[j]) / PlainSpectra.Norm(inputs[i]) / PlainSpectra.Norm(inputs[j]);
            }
        }

        double Most(int i) => Enumerable.Range(0, n).Max(j => cs[i, j]);
        double[] v = [.. Enumerable.Range(0, n).Select(Most)];
        for (var i = 0; i < n; i++)
        {
            for (var j = 0; j < n; j++)
            {
                cs[i, j] = i != j && v[j] > v[i] ? cs[i, j] * v[i] / v[j] : cs[i, j];
            }
        }

        double[] alpha = [.. Enumerable.Range(0, n).Select(i => Math.Clamp(1 - Most(i), 0, 1))];
        var highest = alpha.Max();
        alpha = [.. alpha.Select(a => a / highest).Select(a => a >= 1 ? 1 : Math.Clamp(Math.Log(a / (1 - a)) + 0.5, 0, 1))];
        double[] expected = [.. inputs[0].Select((_, k) => inputs.Select((x, i) => alpha[i] * x[k]).Sum() / alpha.Sum())];
        if (highest > 1e-3)
        {
            PlainSpectra.Close(expected, Aggregate.Rows(Aggregate.Rule("foolsgold"), 0, inputs), 1e-6 * inputs.Max(PlainSpectra.Norm));
        }
    });
}
