using CsCheck;
using FederatedSecure.Lab.RedTeam.Evasion;
using FederatedSecure.Lab.RedTeam.Evasion.Geometry;
using static TorchSharp.torch;

namespace FederatedSecure.Lab.Tests.RedTeam.Evasion;

public class ProjectionsTests
{
    private static readonly Gen<double[]> Vector = Gen.Int[-40, 40].Select(i => i / 20.0).Array[1, 12];

    [Theory]
    [InlineData("L1", new[] { 2.0, 1.0, -0.5 }, 1.5, new[] { 1.25, 0.25, 0 })] // λ = 0.75
    [InlineData("L1", new[] { 0.2, -0.3, 0 }, 1, new[] { 0.2, -0.3, 0 })]
    [InlineData("L1", new[] { 3.0, -3.0 }, 0, new[] { 0.0, 0.0 })]
    [InlineData("L2", new[] { 3.0, -4.0 }, 1, new[] { 0.6, -0.8 })]
    [InlineData("Linf", new[] { 3.0, -0.4 }, 0.5, new[] { 0.5, -0.4 })]
    public void OntoBall_HandDerivedCases_GivesTheirPoint(string norm, double[] vector, double radius, double[] expected)
    {
        var found = BallProjection.OntoBall(vector, Enum.Parse<Norm>(norm), radius);

        Assert.All(expected.Zip(found), pair => Assert.Equal(pair.First, pair.Second, 1e-12));
    }

    [Theory]
    [InlineData(nameof(Norm.Linf))]
    [InlineData(nameof(Norm.L2))]
    [InlineData(nameof(Norm.L1))]
    public void OntoBallAndBox_AnyPoint_IsAllowedAndNoAllowedNeighbourIsNearer(string norm) =>
        Gen.Select(Vector, Gen.Int[1, 60].Select(i => i / 20.0), Gen.UInt).Sample((point, radius, seed) =>
        {
            var random = new Random((int)(seed & int.MaxValue));
            var centre = Array.ConvertAll(point, _ => random.NextDouble());

            var found = BallProjection.OntoBallAndBox(point, centre, Enum.Parse<Norm>(norm), radius, 0, 1);

            Assert.True(Length(found, centre, Enum.Parse<Norm>(norm)) <= radius * (1 + 1e-9));
            Assert.All(found, value => Assert.InRange(value, 0, 1));
            // A projection z of p onto a convex set is the one with (p − z)·(q − z) ≤ 0 for every q of the set.
            for (var i = 0; i < 50; i++)
            {
                var other = Array.ConvertAll(point, _ => random.NextDouble());
                var far = Length(other, centre, Enum.Parse<Norm>(norm));
                var allowed = other.Select((value, j) => centre[j] + ((value - centre[j]) * Math.Min(1, radius / far))).ToArray();
                var product = point.Select((value, j) => (value - found[j]) * (allowed[j] - found[j])).Sum();
                Assert.True(product <= 1e-9, $"{product}");
            }
        });

    [Theory]
    [InlineData(nameof(Norm.Linf))]
    [InlineData(nameof(Norm.L2))]
    [InlineData(nameof(Norm.L1))]
    public void OntoBallAndBox_Batches_AgreeWithTheDefinition(string norm) =>
        Gen.Select(Gen.Int[-40, 40].Select(i => i / 20.0).Array[12], Gen.Int[0, 20].Select(i => i / 20.0).Array[12], Gen.Int[1, 60].Select(i => i / 20.0)).Sample((points, centres, radius) =>
        {
            using var scope = NewDisposeScope();
            var terms = new EvasionTerms(Enum.Parse<Norm>(norm), radius, 0);

            var found = Projections.OntoBallAndBox(tensor(points, [3, 4]), tensor(centres, [3, 4]), terms).data<double>().ToArray();
            var alone = Projections.OntoBall(tensor(points, [3, 4]), Enum.Parse<Norm>(norm), radius).data<double>().ToArray();

            for (var i = 0; i < 3; i++)
            {
                var (point, centre) = (points[(4 * i)..(4 * (i + 1))], centres[(4 * i)..(4 * (i + 1))]);
                AssertNear(BallProjection.OntoBallAndBox(point, centre, Enum.Parse<Norm>(norm), radius, 0, 1), found.AsSpan(4 * i, 4));
                AssertNear(BallProjection.OntoBall(point, Enum.Parse<Norm>(norm), radius), alone.AsSpan(4 * i, 4));
            }
        }, iter: 200, threads: 1);

    [Fact]
    public void OntoBallAndBox_BoxOutOfReach_SaysSo() =>
        Assert.Contains("larger radius", Assert.Throws<ArgumentException>(() => BallProjection.OntoBallAndBox([0.5], [3], Norm.L2, 1, 0, 1)).Message, StringComparison.Ordinal);

    private static double Length(double[] point, double[] centre, Norm norm) =>
        BallProjection.Length(point.Select((value, i) => value - centre[i]).ToArray(), norm);

    private static void AssertNear(ReadOnlySpan<double> expected, ReadOnlySpan<double> found)
    {
        for (var i = 0; i < expected.Length; i++)
        {
            Assert.Equal(expected[i], found[i], 1e-7);
        }
    }
}
