using CsCheck;
using FederatedSecure.Aggregation.Tests.Support;

namespace FederatedSecure.Aggregation.Tests.Rules;

public sealed class GeometricMedianTests
{
    [Fact]
    public void GeometricMedian_TriangleBelow120Degrees_IsFermatsPoint()
    {
        // Fermat's point of (0, 0), (1, 0), (1/2, √3/2): the centre.
        var point = Aggregate.Rows(Aggregate.Rule("geometric-median"), 0, [0, 0], [1, 0], [0.5, Math.Sqrt(3) / 2]);

        Assert.Equal(0.5, point[0], 1e-9);
        Assert.Equal(Math.Sqrt(3) / 6, point[1], 1e-9);
    }

    [Fact]
    public void GeometricMedian_TriangleWithAWideAngle_IsItsCorner() =>
        Assert.Equal([0, 0.1], Aggregate.Rows(Aggregate.Rule("geometric-median"), 0, [-1, 0], [1, 0], [0, 0.1]));

    [Fact]
    public void GeometricMedian_ConvexQuadrangle_IsWhereDiagonalsCross()
    {
        var point = Aggregate.Rows(Aggregate.Rule("geometric-median"), 0, [0, 0], [4, 0], [4, 4], [0, 2]);

        // (0, 0)–(4, 4) and (4, 0)–(0, 2): x = y and y = 2 − x/2.
        Assert.Equal(4.0 / 3, point[0], 1e-8);
        Assert.Equal(4.0 / 3, point[1], 1e-8);
    }

    [Fact]
    public void GeometricMedian_EvenNumberOnALine_IsTheMidpoint() =>
        Assert.Equal(1.5, Aggregate.Line(Aggregate.Rule("geometric-median"), 0, 10, 0, 2, 1));

    [Fact]
    public void GeometricMedian_MajorityAtOnePoint_IsThatPoint() =>
        Assert.Equal([7, -1], Aggregate.Rows(Aggregate.Rule("geometric-median"), 0, [7, -1], [0, 1e9], [7, -1], [7, -1], [3, 3]));

    [Fact]
    public void GeometricMedian_AnyInputs_CannotBeImproved() => Gen.Select(Gen.Int[3, 12], Gen.Int[2, 5], Gen.ULong).Sample((n, d, seed) =>
    {
        var floats = Aggregate.Inputs(n, n / 4, d, seed % 1_000_003);
        var inputs = Aggregate.Widen(floats);
        var point = Aggregate.Rows(Aggregate.Rule("geometric-median"), 0, inputs);
        var streamed = Aggregate.Tiles(Aggregate.Pipeline(Aggregate.Rule("geometric-median")), 0, floats).Vector;

        // The minimum of a convex function: lower than all around it, and what many plain steps of Weiszfeld come to.
        var plain = Weiszfeld(inputs, 3_000);
        Assert.True(Objective(inputs, point) <= Objective(inputs, plain) * (1 + 1e-12));
        Assert.True(Objective(inputs, Array.ConvertAll(streamed, x => (double)x)) <= Objective(inputs, plain) * (1 + 1e-6));
    },
    iter: 25);

    [Fact]
    public void GeometricMedian_OneInputVeryFarAway_PullsInItsDirectionOnly()
    {
        // Four corners of a square and one input at a distance of 1e30: the gradient of the four must have length 1 towards it.
        float[][] inputs = [[1, 1], [-1, 1], [1, -1], [-1, -1], [1e30f, 0]];
        var rows = Aggregate.Rows(Aggregate.Rule("geometric-median"), 0, Aggregate.Widen(inputs));
        var streamed = Aggregate.Tiles(Aggregate.Pipeline(Aggregate.Rule("geometric-median")), 0, inputs).Vector;

        var pull = inputs[..4].Sum(x => (rows[0] - x[0]) / Math.Sqrt(Math.Pow(rows[0] - x[0], 2) + 1));
        Assert.Equal(1, pull, 1e-6);
        Assert.Equal(0, rows[1], 1e-6);
        Assert.Equal(rows[0], streamed[0], 1e-5);
        Assert.Equal(0, streamed[1], 1e-5);
    }

    private static double Objective(double[][] x, double[] z) => x.Sum(row => Math.Sqrt(Oracles.Squared(row, z)));

    private static double[] Weiszfeld(double[][] x, int steps)
    {
        var z = Oracles.Mean(x);
        for (var step = 0; step < steps; step++)
        {
            var beta = x.Select(row => 1 / Math.Max(1e-12, Math.Sqrt(Oracles.Squared(row, z)))).ToArray();
            z = [.. z.Select((_, k) => x.Select((row, i) => beta[i] * row[k]).Sum() / beta.Sum())];
        }

        return z;
    }
}
