using CsCheck;
using FederatedSecure.Aggregation.Points;
using FederatedSecure.Aggregation.Tests.Support;

namespace FederatedSecure.Aggregation.Tests.Rules;

public sealed class CafTests
{
    [Fact]
    public void Caf_ExampleOfTheDocumentation_IsTheMeanOfTheFirstStep() => Assert.Equal(8.0 / 13, Aggregate.Line(Aggregate.Rule("caf"), 1, 0, 1, 5), 1e-14);

    [Fact]
    public void Caf_NothingToStand_IsTheMean() => Assert.Equal(2, Aggregate.Line(Aggregate.Rule("caf"), 0, 0, 1, 5));

    [Fact]
    public void Caf_EqualInputs_IsThatInput() =>
        Assert.Equal([0.1, -3e30], Aggregate.Rows(Aggregate.Rule("caf"), 2, [0.1, -3e30], [0.1, -3e30], [0.1, -3e30], [0.1, -3e30], [0.1, -3e30]));

    [Fact]
    public void Caf_EqualHonestInputsAndOthers_IsTheHonestOne() =>
        Assert.Equal([1.5, 2], Aggregate.Rows(Aggregate.Rule("caf"), 2, [1.5, 2], [1.5, 2], [1e30, 0], [1.5, 2], [0, -1e25]));

    [Fact]
    public void Caf_AnyInputs_IsTheAlgorithmElementByElement() => Rows.Any(1, 12, 5).Sample((inputs, f) =>
        PlainSpectra.Close(Plain(inputs, f, overAll: false), Aggregate.Rows(Aggregate.Rule("caf"), f, inputs), 1e-6 * inputs.Max(PlainSpectra.Norm)));

    [Fact]
    public void Caf_MaximumOverAll_IsTheAuthorsCodeElementByElement() => Rows.Any(1, 9, 4).Where(pair => pair.Inputs.Max(PlainSpectra.Norm) < 20).Sample(
        (inputs, f) => PlainSpectra.Close(
            Plain(inputs, f, overAll: true), Aggregate.Rows(Aggregate.Rule("caf", ("maximum", "all")), f, inputs), 1e-5 * inputs.Max(PlainSpectra.Norm)),
        iter: 30);

    [Fact]
    public void Caf_WeightsThatFallBelowTheSmallestSquare_StillGiveThePlainResult()
    {
        // The second far input keeps a weight that shrinks by a third in each of 1,898 steps.
        double[][] inputs = [[-1.7966920214291247], [-0.20669956608467074], [-0.3597188361346556], [5.042264820608551], [4.862440879428583]];

        PlainSpectra.Close(Plain(inputs, 2, overAll: true), Aggregate.Rows(Aggregate.Rule("caf", ("maximum", "all")), 2, inputs), 1e-5);
    }

    [Fact]
    public void Caf_OneStepOfThePowerMethodFromAStart_IsByzFLsWithThatStart() => Rows.Any(3, 9, 5).Sample((inputs, f) =>
    {
        double[] start = [.. inputs[0].Select((_, k) => 1.0 / (k + 1))];
        var pipeline = Aggregate.Pipeline(Aggregate.Rule("caf", ("powerIterations", 1)));
        var extras = new Dictionary<ExtraPoint, double[][]> { [ExtraPoint.Start] = [start] };

        var actual = pipeline.Aggregate(inputs, f, extras).Vector;

        PlainSpectra.Close(Plain(inputs, f, overAll: false, start), actual, 1e-6 * inputs.Max(PlainSpectra.Norm));
    });

    [Fact]
    public void Caf_PowerMethodToConvergence_IsTheExactOne() => Rows.Any(3, 9, 4).Sample((inputs, f) =>
    {
        double[] start = [.. inputs[0].Select((_, k) => 1 + Math.Sqrt(k))];
        var extras = new Dictionary<ExtraPoint, double[][]> { [ExtraPoint.Start] = [start] };
        var pipeline = Aggregate.Pipeline(Aggregate.Rule("caf"));

        // Ten thousand steps tell eigenvalues apart that differ by a thousandth.
        var difference = PlainSpectra.Minus(pipeline.Aggregate(inputs, f, extras).Vector, pipeline.Aggregate(inputs, f).Vector);

        return PlainSpectra.Norm(difference) <= 0.05 * (1 + inputs.Max(PlainSpectra.Norm));
    });

    [Fact]
    public void Caf_FarInputs_DoNotMoveTheResultBeyondTheHonestSpread() => Rows.Any(9, 15, 5).Where(pair => pair.F >= 1).Sample((inputs, f) =>
    {
        var honest = inputs[..^f];
        double[][] attacked = [.. honest, .. Enumerable.Repeat(inputs[0].Select(_ => 1e12).ToArray(), f)];
        var result = Aggregate.Rows(Aggregate.Rule("caf"), f, attacked);
        var (mean, value, _) = PlainSpectra.Leading(honest, [.. honest.Select(_ => 1.0)]);

        // f/(n − 2f) ≤ 4 here, with a constant of the proof to spare.
        return PlainSpectra.Norm(PlainSpectra.Minus(result, mean)) <= 6 * Math.Sqrt(value);
    });

    [Fact]
    public void Caf_StartOfZeros_IsRefused() => Assert.Contains("start", Assert.Throws<ArgumentException>(() => Aggregate.Pipeline(Aggregate.Rule("caf"))
        .Aggregate([[1.0], [2.0], [3.0]], 1, new Dictionary<ExtraPoint, double[][]> { [ExtraPoint.Start] = [[0.0]] })).Message, StringComparison.Ordinal);

    /// <summary>The algorithm as ByzFL writes it, with exact eigenvectors or one step of the power method, and an end after 10,000 steps.</summary>
    private static double[] Plain(double[][] x, int f, bool overAll, double[]? start = null)
    {
        var n = x.Length;
        var c = x.Select(_ => 1.0).ToArray();
        var (best, lowest) = (PlainSpectra.MeanOf(x), double.PositiveInfinity);
        for (var step = 0; c.Sum() > n - (2 * f); step++)
        {
            var (mean, value, vector) = PlainSpectra.Leading(x, c);
            if (start is not null)
            {
                double[] unit = [.. start.Select(s => s / PlainSpectra.Norm(start))];
                double[] image = [.. unit.Select((_, k) => x.Select((row, i) => c[i] * (row[k] - mean[k]) * PlainSpectra.Dot(PlainSpectra.Minus(row, mean), unit)).Sum() / c.Sum())];
                value = PlainSpectra.Norm(image);
                vector = [.. image.Select(s => s / value)];
            }

            if (value < lowest)
            {
                (best, lowest) = (mean, value);
            }

            double[] tau = [.. x.Select(row => Math.Pow(PlainSpectra.Dot(PlainSpectra.Minus(row, mean), vector), 2))];
            var most = overAll && step < 10_000 ? tau.Max() : tau.Where((_, i) => c[i] > 0).Max();
            if (!(most > 0))
            {
                break;
            }

            c = [.. c.Select((weight, i) => Math.Max(0, weight * (1 - (tau[i] / most))))];
        }

        return best;
    }
}
