using CsCheck;
using FederatedSecure.Aggregation.Points;
using FederatedSecure.Aggregation.Reputation;
using FederatedSecure.Aggregation.Tests.Support;

namespace FederatedSecure.Aggregation.Tests.Reputation;

public sealed class BucketScoringTests
{
    [Fact]
    public void Score_AnyMeans_IsTheDefinition() =>
        Gen.Select(Gen.Int[2, 8], Gen.Int[8, 60], Gen.Double[0, 0.9], Gen.ULong).Sample(
            (buckets, length, smoothing, seed) =>
            {
                var means = Means(buckets, length, seed);
                var aggregate = Vectors.Random(length, seed + 100, 1);
                var direction = Unit(Vectors.Random(length, seed + 101, 1));
                int[] sizes = [.. Enumerable.Range(0, buckets).Select(b => 3 + (b % 2))];
                var moved = direction.ToArray();

                var scores = BucketScoring.Score(sizes, new ArrayTiles(means), aggregate, moved, smoothing)!;

                var (alignment, spectral, expected) = Define(sizes, means, aggregate, direction, smoothing);
                for (var b = 0; b < buckets; b++)
                {
                    Assert.Equal(alignment[b], scores.Alignment[b], 1e-9 * (1 + Math.Abs(alignment[b])));
                    Assert.Equal(spectral[b], scores.Spectral[b], 1e-4 * (1 + Math.Abs(spectral[b])));
                }

                Assert.All(Enumerable.Range(0, length), i => Assert.Equal(expected[i], moved[i], 1e-4));
            },
            iter: 100);

    [Fact]
    public void Add_AnyTiles_HaveTheSameScores() =>
        Gen.Select(Gen.Int[8, 100], Gen.Int[0, 100].Array[0, 5], Gen.ULong).Sample(
            (length, cuts, seed) =>
            {
                const int buckets = 4;
                var means = Means(buckets, length, seed);
                var aggregate = Vectors.Random(length, seed + 100, 1);
                var (whole, tiles) = (new BucketScoring([3, 3, 3, 4]), new BucketScoring([3, 3, 3, 4]));
                whole.Add([.. means.SelectMany(mean => mean)], aggregate, []);
                foreach (var tile in Vectors.Tiles(length, cuts))
                {
                    tiles.Add([.. means.SelectMany(mean => mean[tile])], aggregate[tile], []);
                }

                var (expected, actual) = (whole.Finish(0.5)!, tiles.Finish(0.5)!);
                for (var b = 0; b < buckets; b++)
                {
                    Assert.Equal(expected.Alignment[b], actual.Alignment[b], 1e-9 * (1 + Math.Abs(expected.Alignment[b])));
                    Assert.Equal(expected.Spectral[b], actual.Spectral[b], 1e-6 * (1 + Math.Abs(expected.Spectral[b])));
                }
            },
            iter: 100);

    [Fact]
    public void Score_MeansOfUpdates_AreSumsOverTheMembers()
    {
        // Two buckets of two and three: with v kept, a bucket's scores are the sums over its members' own.
        float[][] updates = [.. Enumerable.Range(0, 5).Select(i => Vectors.Random(40, (ulong)i, 1))];
        float[][] means = [Mean(updates[..2]), Mean(updates[2..])];
        var aggregate = Vectors.Random(40, 9, 1);

        var direction = new float[40];
        var together = BucketScoring.Score([2, 3], new ArrayTiles(means), aggregate, direction, 0)!;

        double Own(float[] update, float[] along) => update.Zip(along, (x, y) => (double)x * y).Sum();
        var squared = Own(aggregate, aggregate);
        Assert.Equal(updates[..2].Sum(update => Own(update, aggregate)) / squared, together.Alignment[0], 1e-5);
        Assert.Equal(updates[2..].Sum(update => Own(update, aggregate)) / squared, together.Alignment[1], 1e-5);
        Assert.Equal(updates[2..].Sum(update => Own(update, direction)) / Math.Sqrt(squared), together.Spectral[1], 1e-5);
    }

    [Fact]
    public void Score_RoundAfterRound_KeepsTheSignAndTheLength()
    {
        // The leading singular vector has no sign of its own: the means turn theirs around and v must not.
        var direction = new float[64];
        var means = Means(5, 64, 1);
        BucketScoring.Score([3, 3, 3, 3, 3], new ArrayTiles(means), means[0], direction, 0.5);
        var first = direction.ToArray();
        float[][] turned = [.. means.Select(mean => mean.Select(value => -value).ToArray())];
        BucketScoring.Score([3, 3, 3, 3, 3], new ArrayTiles(turned), means[0], direction, 0.5);

        Assert.Equal(1, first.Zip(direction, (x, y) => (double)x * y).Sum(), 1e-5);
        Assert.Equal(1, direction.Sum(value => (double)value * value), 1e-5);
    }

    [Fact]
    public void Score_GiantBucket_IsNotTheDirectionByItself()
    {
        // Six means along the first axis, a giant along the second.
        float[][] means = [.. Enumerable.Range(0, 6).Select(_ => new float[] { 1, 0 }), [0, 1e20f]];
        var direction = new float[2];

        BucketScoring.Score([3, 3, 3, 3, 3, 3, 3], new ArrayTiles(means), [1, 0], direction, 0);

        Assert.Equal(1, Math.Abs(direction[0]), 1e-6);
    }

    [Fact]
    public void Score_NothingToCompareWith_IsNull()
    {
        var direction = new float[] { 1, 0 };

        Assert.Null(BucketScoring.Score([1, 1], new ArrayTiles([[1, 2], [3, 4]]), [0, 0], direction, 0.5));
        Assert.Equal([1, 0], direction);
    }

    [Fact]
    public void Score_MeansOfZeros_KeepTheDirection()
    {
        var direction = new float[] { 0.6f, 0.8f };

        var scores = BucketScoring.Score([1, 1], new ArrayTiles([[0, 0], [0, 0]]), [1, 0], direction, 0.5)!;

        Assert.Equal([0, 0], scores.Spectral);
        Assert.Equal([0.6f, 0.8f], direction);
    }

    [Fact]
    public void Score_LengthsThatDiffer_AreRefused()
    {
        Assert.Throws<ArgumentException>(() => BucketScoring.Score([1], new ArrayTiles([[1, 2], [3, 4]]), [1, 0], new float[2], 0.5));
        Assert.Throws<ArgumentException>(() => BucketScoring.Score([1, 1], new ArrayTiles([[1, 2], [3, 4]]), [1], new float[1], 0.5));
        Assert.Throws<ArgumentException>(() => new BucketScoring([3, 0]));
        Assert.Throws<ArgumentException>(() => new BucketScoring([3]).Add([1, 2], [1, 2], [1]));
    }

    private static float[][] Means(int buckets, int length, ulong seed)
    {
        // A common part, so that the leading direction is not a tie.
        var common = Vectors.Random(length, seed, 1);
        return [.. Enumerable.Range(1, buckets).Select(b => Vectors.Random(length, seed + (ulong)b, 0.2).Zip(common, (x, y) => (1 + b) * (x + y)).ToArray())];
    }

    private static float[] Mean(float[][] vectors) => [.. Enumerable.Range(0, vectors[0].Length).Select(i => vectors.Average(vector => vector[i]))];

    private static float[] Unit(float[] vector)
    {
        var length = Math.Sqrt(vector.Sum(value => (double)value * value));
        return [.. vector.Select(value => (float)(value / length))];
    }

    /// <summary>As it is written, with the leading right singular vector by plain power iteration on d × d.</summary>
    private static (double[] Alignment, double[] Spectral, double[] Direction) Define(int[] sizes, float[][] means, float[] aggregate, float[] direction, double smoothing)
    {
        double[] lengths = [.. means.Select(mean => Math.Sqrt(mean.Sum(value => (double)value * value)))];
        double[] sorted = [.. lengths.Order()];
        var longest = sorted[(sorted.Length - 1) / 2] + sorted[sorted.Length / 2];
        double[][] clipped = [.. means.Select((mean, b) => mean.Select(value => value * Math.Min(1, longest / lengths[b])).ToArray())];
        var w = aggregate.Select(value => (double)value).ToArray();
        for (var step = 0; step < 2_000; step++)
        {
            double[] along = [.. clipped.Select(mean => mean.Zip(w, (x, y) => x * y).Sum())];
            w = [.. w.Select((_, i) => clipped.Select((mean, b) => mean[i] * along[b]).Sum())];
            var norm = Math.Sqrt(w.Sum(value => value * value));
            w = [.. w.Select(value => value / norm)];
        }

        var sign = w.Zip(direction, (x, y) => x * y).Sum() < 0 ? -1 : 1;
        var v = direction.Select((value, i) => (smoothing * value) + (sign * (1 - smoothing) * w[i])).ToArray();
        var length = Math.Sqrt(v.Sum(value => value * value));
        v = [.. v.Select(value => value / length)];
        var squared = aggregate.Sum(value => (double)value * value);
        return (
            [.. means.Select((mean, b) => sizes[b] * mean.Zip(aggregate, (x, y) => (double)x * y).Sum() / squared)],
            [.. means.Select((mean, b) => sizes[b] * mean.Zip(v, (x, y) => x * y).Sum() / Math.Sqrt(squared))],
            v);
    }
}
