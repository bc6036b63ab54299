using FederatedSecure.Aggregation.Kernels;
using FederatedSecure.Aggregation.Points;
using FederatedSecure.Aggregation.Tests.Support;

namespace FederatedSecure.Aggregation.Tests.Points;

/// <summary>Everything that a rule may ask for, of tiles and of rows, plain and mixed.</summary>
public sealed class TilePointsTests
{
    private const int N = 7;

    public static MatrixTheoryData<int, bool> Shapes => new([1, 5, 64, 2_047, 5_003], [false, true]);

    [Theory]
    [MemberData(nameof(Shapes))]
    public void Measures_OfTiles_AreThoseOfRows(int length, bool isMixed)
    {
        var (tiles, rows) = Make(length, isMixed);

        for (var i = 0; i < rows.Points; i++)
        {
            for (var j = 0; j < rows.Points; j++)
            {
                Near(rows.Geometry.Squared(i, j), tiles.Geometry.Squared(i, j), rows.Geometry.Squared(i, j));
                foreach (var reference in Enum.GetValues<GramReference>())
                {
                    var (expected, actual) = (rows.Products(reference), tiles.Products(reference));
                    Near(expected[i, j], actual[i, j], Math.Sqrt(expected[i, i] * expected[j, j]) + 1e-12);
                }
            }
        }

        var v = new Mixtures(1, rows.Points);
        (v[0][0], v[0][1], v[0][rows.Extra(ExtraPoint.Root)]) = (0.5, -2, 3);
        var far = rows.SquaredDistancesFrom(v);
        Assert.All(far.Zip(tiles.SquaredDistancesFrom(v)), pair => Near(pair.First, pair.Second, pair.First));
        Assert.All(rows.Norms().Zip(tiles.Norms()), pair => Near(pair.First, pair.Second, pair.First));
        Assert.Equal(rows.CountSigns(), tiles.CountSigns());
        long[] some = [0, length / 2, length - 1];
        Assert.All(
            rows.Elements(some).SelectMany(row => row).Zip(tiles.Elements(some).SelectMany(row => row)), pair => Assert.Equal(pair.First, pair.Second, 1e-12));
    }

    [Fact]
    public void Extra_NotGiven_SaysSo()
    {
        var error = Assert.Throws<ArgumentException>(() => Make(3, false).Tiles.Extra(ExtraPoint.Center));

        Assert.Contains("center", error.Message, StringComparison.Ordinal);
    }

    private static (PointSet Tiles, PointSet Rows) Make(int length, bool isMixed)
    {
        // Weights that are powers of two, so that rounding a mixture to float changes no sign.
        var inputs = Aggregate.Inputs(N, 2, length, seed: 21);
        var root = Vectors.Random(length, seed: 22);
        var options = new ParallelOptions { MaxDegreeOfParallelism = 2 };
        var source = new TileSource(new ArrayTiles(inputs), [.. Enumerable.Range(0, N)], [(ExtraPoint.Root, new ArrayTiles([root]))]);
        var unmixed = Mixtures.Identity(N, source.Points);
        PointSet tiles = new TilePoints(
            source, new Lazy<Geometry>(() => new Geometry(N, source.Points, TilePasses.Pairs<SquaredDifference>(source, unmixed, false, null, options))), options);
        PointSet rows = new RowPoints(Aggregate.Widen(inputs), [(ExtraPoint.Root, Aggregate.Widen([root]))]);
        if (!isMixed)
        {
            return (tiles, rows);
        }

        var mixtures = new Mixtures(3, source.Points);
        mixtures.SetMean(0, [0, 1]);
        mixtures.SetMean(1, [2, 3, 4, 5]);
        mixtures[2][6] = 0.25;
        return (tiles.Mix(mixtures), rows.Mix(mixtures));
    }

    private static void Near(double expected, double actual, double scale) =>
        Assert.True(Math.Abs(expected - actual) <= 2e-6 * scale, $"{actual} is not {expected}");
}
