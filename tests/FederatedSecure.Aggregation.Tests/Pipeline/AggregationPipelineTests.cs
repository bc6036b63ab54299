using FederatedSecure.Aggregation.Pipeline;
using FederatedSecure.Aggregation.Points;
using FederatedSecure.Aggregation.Tests.Support;

namespace FederatedSecure.Aggregation.Tests.Pipeline;

public sealed class AggregationPipelineTests
{
    [Theory]
    [InlineData("mean")]
    [InlineData("median")]
    [InlineData("trimmed-mean")]
    [InlineData("krum")]
    [InlineData("multi-krum")]
    public void Aggregate_InTiles_GivesWhatTheDefinitionGives(string rule)
    {
        foreach (var (n, f, length) in new[] { (1, 0, 1), (5, 2, 1), (7, 1, 63), (10, 2, 65), (16, 3, 1_023), (21, 4, 4_100) })
        {
            var inputs = Aggregate.Inputs(n, f, length, (ulong)n);
            foreach (var pre in new[] { Array.Empty<string>(), ["nnm"] })
            {
                var pipeline = Aggregate.Pipeline(Aggregate.Rule(rule), [.. pre.Select(name => Aggregate.Pre(name))]);
                var expected = pipeline.Aggregate(Aggregate.Widen(inputs), f).Vector;
                var (actual, _) = Aggregate.Tiles(pipeline, f, inputs);

                for (var i = 0; i < length; i++)
                {
                    Assert.Equal(expected[i], actual[i], 1e-5);
                }
            }
        }
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
