using CsCheck;
using FederatedSecure.Aggregation.Pipeline;
using FederatedSecure.Aggregation.Points;
using FederatedSecure.Aggregation.Tests.Support;

namespace FederatedSecure.Aggregation.Tests.Rules;

public sealed class FltrustTests
{
    [Fact]
    public void Fltrust_ExampleOfTheDocumentation_TrustsWhoeverGoesAlong() => Assert.Equal([1, 0], Trust([1, 0], [2, 0], [0, 3], [-5, 0]));

    [Fact]
    public void Fltrust_NobodyTrusted_IsTheRoot() => Assert.Equal([1, 0], Trust([1, 0], [-2, 0], [0, 3], [0, 0]));

    [Fact]
    public void Fltrust_RootOfZeros_IsZeros() => Assert.Equal([0, 0], Trust([0, 0], [1, 1], [2, 3]));

    [Fact]
    public void Fltrust_AnyInputs_IsTheFormula() => Gen.Select(Rows.Any(1, 9, 5), Gen.Double[0.01, 100]).Sample((pair, size) =>
    {
        var inputs = pair.Inputs;
        double[] root = [.. inputs[0].Select((_, k) => size * Math.Cos(k))];
        double[] trust = [.. inputs.Select(x => Math.Max(0, PlainSpectra.Dot(x, root) / PlainSpectra.Norm(x) / PlainSpectra.Norm(root)))];
        var expected = trust.Sum() == 0 ? root : [.. root.Select((_, k) =>
            inputs.Select((x, i) => trust[i] * PlainSpectra.Norm(root) / PlainSpectra.Norm(x) * x[k]).Sum() / trust.Sum())];

        PlainSpectra.Close(expected, Trust(root, inputs), 1e-9 * size);
    });

    [Fact]
    public void Fltrust_AttackerOfHugeLength_IsJudgedByItsDirection()
    {
        // Its distance to the root is its length to the last digit: the cosine must come from elsewhere. Both ways of computing.
        Assert.Equal([1, 0], Trust([1, 0], [-1e30, 1], [1, 0]));

        float[][] inputs = [[-1e30f, 1], [1, 0]];
        var (vector, _) = Aggregate.Tiles(
            Aggregate.Pipeline(Aggregate.Rule("fltrust")), 0, inputs, extras: System.Collections.Immutable.ImmutableDictionary<ExtraPoint, IVectorTiles>.Empty
                .Add(ExtraPoint.Root, new ArrayTiles([[1f, 0f]])));
        Assert.Equal([1f, 0f], vector);
    }

    [Fact]
    public void Fltrust_WithoutRoot_SaysSo() =>
        Assert.Contains("\"root\"", Assert.Throws<ArgumentException>(() => Aggregate.Rows(Aggregate.Rule("fltrust"), 0, [1, 2])).Message, StringComparison.Ordinal);

    private static double[] Trust(double[] root, params double[][] inputs) => new AggregationPipeline(Aggregate.Rule("fltrust"), [])
        .Aggregate(inputs, 0, new Dictionary<ExtraPoint, double[][]> { [ExtraPoint.Root] = [root] }).Vector;
}
