using System.Collections.Immutable;
using FederatedSecure.Aggregation.Points;
using FederatedSecure.Aggregation.Tests.Support;

namespace FederatedSecure.Aggregation.Tests.Pipeline;

public sealed class SpectralRulesInTilesTests
{
    [Theory]
    [InlineData("smea")]
    [InlineData("caf")]
    [InlineData("dnc")]
    [InlineData("fltrust")]
    [InlineData("signguard")]
    [InlineData("flame")]
    [InlineData("foolsgold")]
    public void Aggregate_InTiles_GivesWhatTheDefinitionGives(string rule)
    {
        foreach (var (n, f, length) in new[] { (1, 0, 1), (5, 2, 1), (7, 1, 63), (10, 2, 65), (12, 3, 1_023), (15, 4, 4_100) })
        {
            var inputs = Aggregate.Inputs(n, f, length, (ulong)n + 40);
            var root = Vectors.Random(length, 77);
            foreach (var pre in new[] { Array.Empty<string>(), ["nnm"] })
            {
                var pipeline = Aggregate.Pipeline(Aggregate.Rule(rule), [.. pre.Select(name => Aggregate.Pre(name))]);
                var expected = pipeline.Aggregate(
                    Aggregate.Widen(inputs), f, new Dictionary<ExtraPoint, double[][]> { [ExtraPoint.Root] = Aggregate.Widen([root]) }).Vector;
                foreach (var threads in new[] { 1, 3 })
                {
                    var (actual, _) = Aggregate.Tiles(
                        pipeline, f, inputs, threads, ImmutableDictionary<ExtraPoint, IVectorTiles>.Empty.Add(ExtraPoint.Root, new ArrayTiles([root])));

                    for (var i = 0; i < length; i++)
                    {
                        Assert.Equal(expected[i], actual[i], 1e-4 * (1 + Math.Abs(expected[i])));
                    }
                }
            }
        }
    }
}
