using CsCheck;
using FederatedSecure.Aggregation.Points;
using FederatedSecure.Aggregation.Tests.Support;

namespace FederatedSecure.Aggregation.Tests.Rules;

public sealed class SmeaTests
{
    [Fact]
    public void Smea_ExampleOfTheDocumentation_IsTheMeanOfTheTightestThree() => Assert.Equal(4.0 / 3, Aggregate.Line(Aggregate.Rule("smea"), 1, 0, 1, 3, 10));

    [Fact]
    public void Smea_NothingToStand_IsTheMean() => Assert.Equal(3.5, Aggregate.Line(Aggregate.Rule("smea"), 0, 0, 1, 3, 10));

    [Fact]
    public void Smea_EqualSubsets_TakesTheLexicographicallyFirst()
    {
        // {0, 1, 2} and {1, 2, 3} are equally wide; mirrored, {0, 1, 3} and {0, 2, 3} too, but wider.
        Assert.Equal(1, Aggregate.Line(Aggregate.Rule("smea"), 1, 0, 1, 2, 3));
        Assert.Equal([7, 7], Aggregate.Rows(Aggregate.Rule("smea"), 1, [7, 7], [7, 7], [7, 7]));
    }

    [Fact]
    public void Smea_AnyInputs_IsTheSubsetWithTheLeastLargestEigenvalue() => Rows.Any(1, 8, 4).Sample((inputs, f) =>
    {
        var size = inputs.Length - f;
        var subset = PlainSpectra.Subsets(inputs.Length, size).MinBy(members =>
            PlainSpectra.Leading([.. members.Select(i => inputs[i])], [.. members.Select(_ => 1.0)]).Value)!;

        PlainSpectra.Close(PlainSpectra.MeanOf(subset.Select(i => inputs[i])), Aggregate.Rows(Aggregate.Rule("smea"), f, inputs), 1e-9 * inputs.Max(PlainSpectra.Norm));
    });

    [Fact]
    public void Smea_OneStepOfThePowerMethodFromAStart_TakesTheSubsetWithTheShortestImage() => Rows.Any(3, 7, 4).Sample((inputs, f) =>
    {
        double[] start = [.. inputs[0].Select((_, k) => 1.0 / (k + 1))];
        double Image(int[] members)
        {
            var mean = PlainSpectra.MeanOf(members.Select(i => inputs[i]));
            double[][] deviations = [.. members.Select(i => PlainSpectra.Minus(inputs[i], mean))];
            return PlainSpectra.Norm([.. start.Select((_, k) => deviations.Sum(row => row[k] * PlainSpectra.Dot(row, start)))]);
        }

        var subset = PlainSpectra.Subsets(inputs.Length, inputs.Length - f).MinBy(Image)!;
        var actual = Aggregate.Pipeline(Aggregate.Rule("smea", ("powerIterations", 1)))
            .Aggregate(inputs, f, new Dictionary<ExtraPoint, double[][]> { [ExtraPoint.Start] = [start] }).Vector;

        PlainSpectra.Close(PlainSpectra.MeanOf(subset.Select(i => inputs[i])), actual, 1e-9 * inputs.Max(PlainSpectra.Norm));
    });

    [Fact]
    public void Smea_TooManySubsets_SaysWhatWouldDo()
    {
        var problem = Aggregate.Rule("smea").Problem(30, 8)!;

        Assert.Contains("5852925 subsets", problem, StringComparison.Ordinal); // 30!/(8!·22!)
        Assert.Contains("f = 5", problem, StringComparison.Ordinal); // 142506 subsets; 593775 for 6
        Assert.Null(Aggregate.Rule("smea").Problem(30, 5));
        Assert.Contains("n = 3", Aggregate.Rule("smea").Problem(2, 1)!, StringComparison.Ordinal);
    }
}
