using CsCheck;
using FederatedSecure.Aggregation.Rules;
using FederatedSecure.Aggregation.Tests.Support;

namespace FederatedSecure.Aggregation.Tests.Rules;

public sealed class FlameTests
{
    [Fact]
    public void Flame_ExampleOfTheDocumentation_ClipsTheMajority()
    {
        var clip = (2 + Math.Sqrt(10)) / 2 / Math.Sqrt(10);

        PlainSpectra.Close([(3 + (3 * clip)) / 3, clip / 3], Aggregate.Rows(Aggregate.Rule("flame"), 0, [1, 0], [2, 0], [3, 1], [-9, 0]), 1e-14);
    }

    [Fact]
    public void Flame_AttackersOfHugeLengthTheOtherWay_AreDropped()
    {
        float[][] inputs = [[1, 0.1f], [1, -0.1f], [1, 0], [-1e30f, 0], [-1e30f, 1]];

        var (tiles, outcome) = Aggregate.Tiles(Aggregate.Pipeline(Aggregate.Rule("flame")), 0, inputs);

        Assert.Equal([0, 0], outcome.Weights[3..]);
        PlainSpectra.Close(Aggregate.Rows(Aggregate.Rule("flame"), 0, Aggregate.Widen(inputs)), [tiles[0], tiles[1]], 1e-6);
    }

    [Fact]
    public void Flame_Noise_HasItsDeviationAndDependsOnSeedAndPlaceOnly()
    {
        // Equal inputs of norm S = 200: what differs from them is N(0, (λS)²).
        const int length = 40_000;
        float[][] inputs = [.. Enumerable.Range(0, 3).Select(_ => Enumerable.Repeat(1f, length).ToArray())];
        float[] With(double lambda, double seed, int threads) =>
            Aggregate.Tiles(Aggregate.Pipeline(Aggregate.Rule("flame", ("lambda", lambda), ("seed", seed))), 0, inputs, threads).Vector;

        var noisy = With(0.01, 1, 1);

        Assert.Equal(inputs[0], With(0, 1, 1));
        Assert.Equal(noisy, With(0.01, 1, 3));
        Assert.NotEqual(noisy, With(0.01, 2, 1));
        var deviation = Math.Sqrt(noisy.Average(x => (x - 1.0) * (x - 1.0)));
        Assert.InRange(deviation, 2 * 0.98, 2 * 1.02); // five standard errors: 5/√(2·40000) = 1.8 %
        var rows = Aggregate.Rows(Aggregate.Rule("flame", ("lambda", 0.01), ("seed", 1.0)), 0, Aggregate.Widen(inputs));
        Assert.All(rows.Zip(noisy), pair => Assert.Equal(pair.First, pair.Second, 1e-5));
    }

    [Fact]
    public void MajorityCluster_AnyDistances_IsTheComponentAtTheLeastThresholdThatHasAMajority() =>
        Gen.Select(Gen.Int[1, 12], Gen.Int[1, 30], Gen.ULong).Sample((n, values, seed) =>
        {
            // Few values, many ties.
            var random = new Random((int)(seed % int.MaxValue));
            var distances = new int[n, n];
            for (var i = 0; i < n; i++)
            {
                for (var j = 0; j < i; j++)
                {
                    distances[i, j] = distances[j, i] = random.Next(values);
                }
            }

            var expected = Enumerable.Range(0, values).SelectMany(threshold => Enumerable.Range(0, n).Select(start => Component(distances, start, threshold)))
                .First(component => 2 * component.Length > n);

            Assert.Equal(expected, MajorityCluster.Of(n, (i, j) => distances[i, j]));
        });

    /// <summary>What can be reached from a start by steps of at most a length.</summary>
    private static int[] Component(int[,] distances, int start, int threshold)
    {
        var reached = new SortedSet<int> { start };
        for (var before = 0; before < reached.Count;)
        {
            before = reached.Count;
            reached.UnionWith(Enumerable.Range(0, distances.GetLength(0)).Where(j => reached.Any(i => i != j && distances[i, j] <= threshold)).ToList());
        }

        return [.. reached];
    }
}
