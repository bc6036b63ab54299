using FederatedSecure.Lab.RedTeam.Evasion;
using FederatedSecure.Lab.RedTeam.Evasion.Tabular;
using FederatedSecure.Numerics;

namespace FederatedSecure.Lab.Tests.RedTeam.Evasion.Tabular;

public class ConstraintProjectionTests
{
    /// <summary>A continuous feature, a whole number from −1 in steps of 0.5, a group of three (standardized to other bounds), one that cannot be changed.</summary>
    private static readonly FeatureConstraints Constraints = new(
        Lower: [0, -1, -0.5f, -0.2f, 0, -3],
        Upper: [1, 1, 1.5f, 0.8f, 1, 3],
        Steps: [0, 0.5f, 0, 0, 0, 0],
        Groups: [[2, 3, 4]],
        Immutable: [5]);

    private static readonly float[] Clean = [0.5f, 0, 1.5f, -0.2f, 0, 0.123f];

    [Theory]
    [InlineData(double.PositiveInfinity)]
    [InlineData(0.6)]
    [InlineData(1.1)]
    [InlineData(0.2)]
    public void Project_RandomRecords_AreTheNearestOfAllValidOnesWithinTheRadius(double radius)
    {
        var random = new SeededRandomSource(1);
        var projection = new ConstraintProjection(Constraints);
        var valid = Valid(radius).ToList();
        Assert.NotEmpty(valid);

        for (var trial = 0; trial < 300; trial++)
        {
            float[] point = [.. Enumerable.Range(0, 6).Select(_ => (float)(1.5 * random.NextGaussian()))];
            var projected = (float[])point.Clone();

            projection.Project(Clean, projected, radius);

            // All valid choices of the others; the continuous feature's nearest is a clamp.
            var first = Math.Clamp(point[0], Math.Max(0, Clean[0] - radius), Math.Min(1, Clean[0] + radius));
            var nearest = valid.Min(rest => Square(point[0] - first) + rest.Select((value, i) => Square(point[i + 1] - value)).Sum());
            Assert.InRange(projected.Select((value, i) => Square(point[i] - (double)value)).Sum() - nearest, -1e-4, 1e-4);
            Assert.Contains(valid, rest => rest.Select((value, i) => Math.Abs(value - projected[i + 1])).Max() < 1e-6);
            Assert.InRange(projected[0], first - 1e-6, first + 1e-6);
        }
    }

    [Fact]
    public void Project_Twice_ChangesNothingMoreAndTheCleanRecordStaysToTheBit()
    {
        var projection = new ConstraintProjection(Constraints);
        var clean = (float[])Clean.Clone();
        projection.Project(Clean, clean);
        Assert.Equal(Clean, clean);

        float[] once = [3, 0.3f, 0.1f, 0.7f, 0.2f, 9];
        projection.Project(Clean, once);
        var twice = (float[])once.Clone();
        projection.Project(Clean, twice);
        Assert.Equal(once, twice);
    }

    [Fact]
    public void Project_ImmutableMemberOfAGroup_KeepsItsValue()
    {
        var projection = new ConstraintProjection(Constraints with { Immutable = [3] });
        float[] wanted = [0.5f, 0, -0.5f, 0.8f, 0, 0];

        projection.Project(Clean, wanted);

        Assert.Equal(-0.2f, wanted[3]);
        Assert.Equal(1, (wanted[2] == 1.5f ? 1 : 0) + (wanted[4] == 1 ? 1 : 0));
    }

    [Theory]
    [InlineData(double.PositiveInfinity)]
    [InlineData(0.6)]
    [InlineData(1.1)]
    [InlineData(2.5)]
    public void Reach_AnyRadius_IsTheBoxAroundAllValidRecords(double radius)
    {
        var (least, most) = (new float[6], new float[6]);

        new ConstraintProjection(Constraints).Reach(Clean, least, most, radius);

        var valid = Valid(radius).ToList();
        Assert.Equal(Math.Max(0, Clean[0] - radius), least[0], 1e-6);
        Assert.Equal(Math.Min(1, Clean[0] + radius), most[0], 1e-6);
        Assert.Equal(Enumerable.Range(0, 5).Select(i => valid.Min(rest => rest[i])), least[1..]);
        Assert.Equal(Enumerable.Range(0, 5).Select(i => valid.Max(rest => rest[i])), most[1..]);
    }

    /// <summary>All values of features 1 to 5 that keep the constraints, by enumeration.</summary>
    private static IEnumerable<float[]> Valid(double radius) =>
        from whole in new[] { -1f, -0.5f, 0, 0.5f, 1 }
        from hot in new[] { 2, 3, 4 }
        let rest = new[] { whole, hot == 2 ? 1.5f : -0.5f, hot == 3 ? 0.8f : -0.2f, hot == 4 ? 1f : 0, Clean[5] }
        where rest.Select((value, i) => Math.Abs((double)value - Clean[i + 1])).Max() <= radius
        select rest;

    private static double Square(double value) => value * value;
}
