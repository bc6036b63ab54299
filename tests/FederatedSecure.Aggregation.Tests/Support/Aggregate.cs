using System.Collections.Immutable;
using FederatedSecure.Aggregation.Pipeline;
using FederatedSecure.Aggregation.Points;
using FederatedSecure.Aggregation.PreAggregators;
using FederatedSecure.Aggregation.Rules;

namespace FederatedSecure.Aggregation.Tests.Support;

/// <summary>Short ways to make pipelines and run them.</summary>
internal static class Aggregate
{
    public static RuleParameters Parameters(params (string Name, object Value)[] values) =>
        new(values.ToDictionary(value => value.Name, value => value.Value is int whole ? (double)whole : value.Value));

    public static AggregationRule Rule(string name, params (string Name, object Value)[] parameters) =>
        AggregationRules.Create(name, Parameters(parameters));

    public static PreAggregator Pre(string name, params (string Name, object Value)[] parameters) =>
        PreAggregations.Create(name, Parameters(parameters));

    public static AggregationPipeline Pipeline(AggregationRule rule, params ImmutableArray<PreAggregator> pre) => new(rule, pre);

    /// <summary>The definition.</summary>
    public static double[] Rows(AggregationRule rule, int f, params double[][] inputs) => new AggregationPipeline(rule, []).Aggregate(inputs, f).Vector;

    /// <summary>The definition on vectors of one element.</summary>
    public static double Line(AggregationRule rule, int f, params double[] inputs) =>
        Rows(rule, f, [.. inputs.Select(x => new[] { x })])[0];

    /// <summary>Streaming.</summary>
    public static (float[] Vector, AggregationOutcome Outcome) Tiles(
        AggregationPipeline pipeline, int f, float[][] inputs, int threads = 1, ImmutableDictionary<ExtraPoint, IVectorTiles>? extras = null)
    {
        var result = new float[inputs[0].Length];
        var outcome = pipeline.Aggregate(
            new AggregationInputs(new ArrayTiles(inputs)) { Extras = extras ?? ImmutableDictionary<ExtraPoint, IVectorTiles>.Empty },
            f,
            result,
            threads,
            TestContext.Current.CancellationToken);
        return (result, outcome);
    }

    public static double[][] Widen(float[][] rows) => Array.ConvertAll(rows, row => Array.ConvertAll(row, x => (double)x));

    /// <summary>Gaussian inputs, the last f of them far away.</summary>
    public static float[][] Inputs(int n, int f, int length, ulong seed)
    {
        float[][] inputs = [.. Enumerable.Range(0, n).Select(i => Vectors.Random(length, unchecked((seed * 1_000) + (ulong)i)))];
        for (var bad = n - f; bad < n; bad++)
        {
            inputs[bad] = Array.ConvertAll(inputs[bad], x => 100 + (10 * x));
        }

        return inputs;
    }
}
