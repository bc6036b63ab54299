using FederatedSecure.Lab.RedTeam.Evasion;
using FederatedSecure.Lab.RedTeam.Evasion.BlackBox;
using FederatedSecure.Lab.RedTeam.Targets;
using FederatedSecure.Lab.Tests.Support;

namespace FederatedSecure.Lab.Tests.RedTeam.Evasion.BlackBox;

public class HopSkipJumpTests
{
    [Theory]
    [InlineData("L2")]
    [InlineData("Linf")]
    public void Perturb_AffineModel_ComesWithin5PercentOfTheClosedFormWithTenThousandQueries(string name)
    {
        var norm = Enum.Parse<Norm>(name);
        var model = new AffineModel(features: 20, classes: 2, seed: 1);
        var clean = model.Records(5, seed: 2, -1, 1);
        using var inner = model.Open();
        using var target = new LabelsOnlyTarget(inner);

        var found = Attacked.By(new HopSkipJump(queries: 10_000), target, clean, new EvasionTerms(norm, double.PositiveInfinity, Seed: 3) { Lower = -10, Upper = 10 });

        for (var i = 0; i < clean.Count; i++)
        {
            var nearest = model.NearestDistance(clean[i], norm);
            Assert.NotEqual(clean.Labels[i], model.Class(found[i]));
            Assert.InRange(Distance.Between(found[i], clean[i], norm), nearest * 0.999, nearest * 1.05);
        }
    }

    [Fact]
    public void Perturb_Observed_TheBestDistanceNeverGrowsAndIsWhatComesBackAndTheBudgetIsKept()
    {
        var model = new AffineModel(features: 8, classes: 3, seed: 4);
        var clean = model.Records(1, seed: 5, 0, 1);
        using var inner = model.Open();
        using var target = new LabelsOnlyTarget(inner);
        var seen = new List<(long Queries, double Distance)>();

        var found = Attacked.By(
            new HopSkipJump(queries: 777, observe: (_, queries, distance) => seen.Add((queries, distance))),
            target,
            clean,
            new EvasionTerms(Norm.L2, double.PositiveInfinity, Seed: 1));

        Assert.True(seen.Count >= 3);
        Assert.All(seen.Zip(seen.Skip(1)), pair => Assert.True(pair.Second.Distance <= pair.First.Distance && pair.Second.Queries > pair.First.Queries));
        Assert.Equal(seen[^1].Distance, Distance.Between(found[0], clean[0], Norm.L2), 6);
        Assert.InRange(target.Calls.Forward, 700, 777);
    }

    [Fact]
    public void Perturb_Twice_GivesTheSameAndDoesNotDependOnTheNeighbours()
    {
        var model = new AffineModel(features: 6, classes: 3, seed: 6);
        var clean = model.Records(3, seed: 7, 0, 1);
        var alone = new RecordBatch(clean[0].ToArray(), clean.Labels[..1], 6);
        using var inner = model.Open();
        using var target = new LabelsOnlyTarget(inner);
        var terms = new EvasionTerms(Norm.L2, double.PositiveInfinity, Seed: 9);

        var first = Attacked.By(new HopSkipJump(queries: 500), target, clean, terms);
        var second = Attacked.By(new HopSkipJump(queries: 500), target, clean, terms);
        var single = Attacked.By(new HopSkipJump(queries: 500), target, alone, terms);

        Assert.Equal(first.Values, second.Values);
        Assert.Equal(first[0].ToArray(), single.Values);
    }

    [Fact]
    public void Perturb_SmallBall_GivesTheCleanInputWhereNothingWasFoundInIt()
    {
        var model = new AffineModel(features: 6, classes: 3, seed: 6);
        var clean = model.Records(3, seed: 7, 0, 1);
        using var target = model.Open();

        var found = Attacked.By(new HopSkipJump(queries: 300), target, clean, new EvasionTerms(Norm.L2, 1e-9, Seed: 9));

        Assert.Equal(clean.Values, found.Values);
    }

    [Fact]
    public void Evaluations_OfThePaper_GrowWithTheRootUpToTenThousand()
    {
        Assert.Equal([100, 141, 173, 200, 1000, 10_000, 10_000], new[] { 1, 2, 3, 4, 100, 10_000, 20_000 }.Select(HopSkipJumpSchedule.Evaluations));
    }
}
