using System.Collections.Immutable;
using FederatedSecure.Aggregation.Pipeline;
using FederatedSecure.Aggregation.Points;
using FederatedSecure.Aggregation.PreAggregators;
using FederatedSecure.Aggregation.Tests.Support;

namespace FederatedSecure.Aggregation.Tests.Pipeline;

public sealed class AggregationPipelineTests
{
    public static TheoryData<string> Rules =>
    [
        "mean", "median", "trimmed-mean", "meamed", "phocas", "krum", "multi-krum", "bulyan", "geometric-median", "auto-gm", "mda", "sign-majority",
    ];

    [Theory]
    [MemberData(nameof(Rules))]
    public void Aggregate_InTiles_GivesWhatTheDefinitionGives(string name)
    {
        var rule = Aggregate.Rule(name);
        ImmutableArray<PreAggregator>[] before =
        [
            [], [Aggregate.Pre("nnm")], [Aggregate.Pre("arc"), Aggregate.Pre("nnm")], [Aggregate.Pre("bucketing", ("size", 2), ("seed", 3)), Aggregate.Pre("clipping", ("bound", 30))],
        ];
        foreach (var (n, f, length) in new[] { (1, 0, 1), (5, 2, 1), (7, 1, 63), (10, 2, 65), (16, 3, 1_023), (21, 4, 4_100) })
        {
            var inputs = Aggregate.Inputs(n, f, length, (ulong)n);

            // Mixed inputs are alike, or exactly as far from a median on both sides: Bulyan would break such ties by rounding.
            var pipelines = before.Select(pre => new AggregationPipeline(rule, pre))
                .Where(pipeline => pipeline.Problem(n, f) is null && (name != "bulyan" || pipeline.Pre.All(step => step.Name != "nnm")));
            foreach (var pipeline in pipelines)
            {
                var expected = pipeline.Aggregate(Aggregate.Widen(inputs), f).Vector;
                var (actual, outcome) = Aggregate.Tiles(pipeline, f, inputs, threads: 2);

                Assert.Equal(f, outcome.F);
                Assert.All(expected.Zip(actual), pair => Assert.Equal(pair.First, pair.Second, 2e-5 * (1 + Math.Abs(pair.First))));
            }
        }
    }

    [Fact]
    public void Aggregate_HugeInputsBesideTinyOnes_KeepsTheTinyOnesDigits()
    {
        // Squares of 1e-25 vanish in a float, those of 1e30 are beyond it.
        var tiny = Array.ConvertAll(Aggregate.Inputs(7, 0, 3_000, seed: 8), row => Array.ConvertAll(row, x => x * 1e-25f));
        float[][] inputs = [tiny[0], Far(1e30f), .. tiny[1..], Far(-3e38f)];
        foreach (var name in new[] { "krum", "multi-krum", "trimmed-mean", "mda", "geometric-median" })
        {
            var pipeline = Aggregate.Pipeline(Aggregate.Rule(name), Aggregate.Pre("arc"), Aggregate.Pre("nnm"));
            var expected = pipeline.Aggregate(Aggregate.Widen(inputs), 2).Vector;
            var (actual, outcome) = Aggregate.Tiles(pipeline, 2, inputs);

            Assert.All(expected.Zip(actual), pair => Assert.Equal(pair.First, pair.Second, 1e-29));
            Assert.Contains(actual, x => x != 0);
            Assert.All(outcome.Weights, weight => Assert.InRange(weight, 0, 1));
        }

        static float[] Far(float value)
        {
            var vector = new float[3_000];
            Array.Fill(vector, value);
            return vector;
        }
    }

    [Fact]
    public void Aggregate_ManyInputsThatAreNotFinite_AreTakenOffF()
    {
        // Of 7, 3 may be bad and 2 say NaN: 5 are left, of which at most 1 is bad, but 2 can be stood.
        float[][] inputs = [[1], [float.NaN], [2], [3], [float.NegativeInfinity], [4], [1000]];

        var (vector, outcome) = Aggregate.Tiles(Aggregate.Pipeline(Aggregate.Rule("trimmed-mean")), 3, inputs);

        Assert.Equal(2, outcome.F);
        Assert.Equal([3f], vector);
        Assert.Throws<ArgumentException>(() => Aggregate.Tiles(Aggregate.Pipeline(Aggregate.Rule("trimmed-mean")), 4, inputs));
        Assert.Throws<ArgumentException>(() => Aggregate.Tiles(Aggregate.Pipeline(Aggregate.Rule("mean")), 0, [[float.NaN]]));
    }

    [Fact]
    public void Aggregate_VectorsThatDoNotGoTogether_Throws()
    {
        var mean = Aggregate.Pipeline(Aggregate.Rule("mean"));

        Assert.Contains("vector 1 has 1", Assert.Throws<ArgumentException>(() => mean.Aggregate([[1, 2], [1]], 0)).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => new ArrayTiles([[1, 2], [1]]));
        Assert.Throws<ArgumentException>(() => new ArrayTiles([]));
        Assert.Throws<ArgumentException>(() => new ArrayTiles([[]]));
        Assert.Throws<ArgumentException>(() => Aggregate.Pipeline(Aggregate.Rule("centered-clipping", ("tau", 1)))
            .Aggregate([[1, 2], [3, 4]], 0, new Dictionary<ExtraPoint, double[][]> { [ExtraPoint.Center] = [[1]] }));
    }

    [Fact]
    public void Outcome_RuleThatSelects_ShowsWhoWasTaken()
    {
        var outcome = Aggregate.Pipeline(Aggregate.Rule("multi-krum")).Aggregate([[0], [1], [3], [10]], 1).Outcome;

        Assert.Equal([1.0 / 3, 1.0 / 3, 1.0 / 3, 0], outcome.Weights);
        Assert.Empty(outcome.Dropped);
    }

    [Theory]
    [InlineData("median")]
    [InlineData("krum")]
    public void Aggregate_InputsThatAreNotFinite_AreDroppedAndCounted(string rule)
    {
        var good = Aggregate.Inputs(7, 1, 3_000, seed: 5);
        float[][] inputs = [good[0], Bad(float.NaN, 2_999), .. good[1..], Bad(float.PositiveInfinity, 0)];
        var pipeline = Aggregate.Pipeline(Aggregate.Rule(rule));

        var (actual, outcome) = Aggregate.Tiles(pipeline, 2, inputs);

        Assert.Equal([1, 8], outcome.Dropped);
        Assert.Equal(0, outcome.Weights[1]);
        Assert.Equal(Aggregate.Tiles(pipeline, 2, good).Vector, actual);
        Assert.Equal(outcome.Dropped, pipeline.Aggregate(Aggregate.Widen(inputs), 2).Outcome.Dropped);

        static float[] Bad(float value, int at)
        {
            var vector = new float[3_000];
            vector[at] = value;
            return vector;
        }
    }

    [Fact]
    public void Prepare_PartByPart_GivesTheWhole()
    {
        var inputs = Aggregate.Inputs(9, 2, 5_000, seed: 6);
        var pipeline = Aggregate.Pipeline(Aggregate.Rule("trimmed-mean"), Aggregate.Pre("nnm"));
        var whole = Aggregate.Tiles(pipeline, 2, inputs).Vector;
        var prepared = pipeline.Prepare(new AggregationInputs(new ArrayTiles(inputs)), 2, cancellation: TestContext.Current.CancellationToken);
        var parts = new float[5_000];

        foreach (var part in Vectors.Tiles(5_000, [1, 2_047, 2_048, 4_321]))
        {
            prepared.Compute(part.Start.Value, parts.AsMemory(part));
        }

        Assert.Equal(Vectors.Bits(whole), Vectors.Bits(parts));
    }
}
