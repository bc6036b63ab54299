using CsCheck;
using FederatedSecure.Lab.RedTeam.Evasion;
using FederatedSecure.Lab.RedTeam.Evasion.Geometry;
using static TorchSharp.torch;

namespace FederatedSecure.Lab.Tests.RedTeam.Evasion;

public class HyperplaneProjectionTests
{
    private static readonly Gen<double[]> Points = Gen.Double[0, 1].Array[12];
    private static readonly Gen<double[]> Normals = Gen.OneOf(Gen.Double[-2, 2], Gen.Const(0.0)).Array[12];

    [Theory]
    [InlineData(nameof(Norm.L2), new[] { 0.6, 0.8 })] // (3, 4)/5
    [InlineData(nameof(Norm.Linf), new[] { 5.0 / 7, 5.0 / 7 })]
    [InlineData(nameof(Norm.L1), new[] { 0, 1.25 })]
    public void Shortest_WithoutBounds_IsTheClosedForm(string norm, double[] expected)
    {
        var found = HyperplaneProjection.Shortest([0, 0], [3, 4], 5, Enum.Parse<Norm>(norm), double.NegativeInfinity, double.PositiveInfinity)!;

        Assert.Equal(expected[0], found[0], 1e-12);
        Assert.Equal(expected[1], found[1], 1e-12);
    }

    [Fact]
    public void Shortest_BoundInTheWay_TheOthersGoFurther()
    {
        // w = (3, 4), c = 5: the second may go 0.5 only, so the first has to gain 3.
        Assert.Equal([1, 0.5], HyperplaneProjection.Shortest([0, 0.5], [3, 4], 5, Norm.L2, -9, 1)!);
        Assert.Null(HyperplaneProjection.Shortest([0, 0.5], [3, 4], 5.1, Norm.L2, -9, 1));
        Assert.Equal([0, 0], HyperplaneProjection.Shortest([0, 0.5], [3, 4], -1, Norm.L2, -9, 1)!);
    }

    [Theory]
    [InlineData(nameof(Norm.Linf))]
    [InlineData(nameof(Norm.L2))]
    [InlineData(nameof(Norm.L1))]
    public void Shortest_AnyCase_NoPointAcrossIsNearer(string norm) =>
        Gen.Select(Points, Normals, Gen.Double[0, 4], Gen.Int[0, int.MaxValue]).Sample((x, w, c, seed) =>
        {
            var found = HyperplaneProjection.Shortest(x, w, c, Enum.Parse<Norm>(norm), 0, 1);

            var reachable = w.Select((value, i) => value > 0 ? value * (1 - x[i]) : -value * x[i]).Sum();
            Assert.Equal(found is null, reachable < c && Math.Abs(reachable - c) > 1e-9 || (found is null && Math.Abs(reachable - c) <= 1e-9));
            if (found is null)
            {
                return;
            }

            Assert.True(Gain(w, found) >= c - 1e-9);
            Assert.All(found, (step, i) => Assert.InRange(x[i] + step, -1e-12, 1 + 1e-12));
            var (random, length) = (new Random(seed), BallProjection.Length(found, Enum.Parse<Norm>(norm)));
            for (var i = 0; i < 200; i++)
            {
                // Somewhere in the box, and from there as near as the plane allows.
                var other = Array.ConvertAll(x, value => (random.NextDouble() < 0.5 ? Math.Round(random.NextDouble()) : random.NextDouble()) - value);
                var gain = Gain(w, other);
                if (gain >= c && gain > 0)
                {
                    var nearest = Array.ConvertAll(other, value => value * c / gain);
                    Assert.True(BallProjection.Length(nearest, Enum.Parse<Norm>(norm)) >= length - 1e-9);
                }
            }
        });

    [Theory]
    [InlineData(nameof(Norm.Linf))]
    [InlineData(nameof(Norm.L2))]
    [InlineData(nameof(Norm.L1))]
    public void Shortest_Batches_AgreeWithTheDefinition(string norm) =>
        Gen.Select(Points, Normals, Gen.Double[-1.5, 1.5].Array[3]).Sample((x, w, c) =>
        {
            using var scope = NewDisposeScope();
            var terms = new EvasionTerms(Enum.Parse<Norm>(norm), double.PositiveInfinity, 0);

            var found = HyperplaneProjections.Shortest(tensor(x, [3, 4]), tensor(w, [3, 4]), tensor(c), terms).data<double>().ToArray();

            for (var i = 0; i < 3; i++)
            {
                // Towards the negative side it is the mirrored plane.
                var side = c[i] < 0 ? -1 : 1;
                var normal = w[(4 * i)..(4 * (i + 1))].Select(value => side * value).ToArray();
                if (HyperplaneProjection.Shortest(x.AsSpan(4 * i, 4), normal, side * c[i], terms.Norm, 0, 1) is { } expected)
                {
                    Assert.All(expected.Zip(found[(4 * i)..(4 * (i + 1))]), pair => Assert.Equal(pair.First, pair.Second, 1e-7));
                }
            }
        }, iter: 300, threads: 1);

    private static double Gain(double[] w, double[] step) => w.Zip(step, (a, b) => a * b).Sum();
}
