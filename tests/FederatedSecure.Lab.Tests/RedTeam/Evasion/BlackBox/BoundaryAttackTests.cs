using FederatedSecure.Lab.RedTeam.Evasion;
using FederatedSecure.Lab.RedTeam.Evasion.BlackBox;
using FederatedSecure.Lab.RedTeam.Targets;
using FederatedSecure.Lab.Tests.Support;

namespace FederatedSecure.Lab.Tests.RedTeam.Evasion.BlackBox;

public class BoundaryAttackTests
{
    [Fact]
    public void Perturb_AffineModel_StaysAdversarialAndComesWithin10PercentOfTheClosedForm()
    {
        var model = new AffineModel(features: 10, classes: 2, seed: 1);
        var clean = model.Records(4, seed: 2, -1, 1);
        using var inner = model.Open();
        using var target = new LabelsOnlyTarget(inner);
        var terms = new EvasionTerms(Norm.L2, double.PositiveInfinity, Seed: 3) { Lower = -10, Upper = 10 };

        var early = Attacked.By(new BoundaryAttack(steps: 50), target, clean, terms);
        var late = Attacked.By(new BoundaryAttack(steps: 4000), target, clean, terms);

        for (var i = 0; i < clean.Count; i++)
        {
            var nearest = model.NearestDistance(clean[i], Norm.L2);
            Assert.NotEqual(clean.Labels[i], model.Class(early[i]));
            Assert.NotEqual(clean.Labels[i], model.Class(late[i]));
            Assert.True(Distance.Between(late[i], clean[i], Norm.L2) <= Distance.Between(early[i], clean[i], Norm.L2));
            Assert.InRange(Distance.Between(late[i], clean[i], Norm.L2), nearest * 0.999, nearest * 1.1);
        }
    }

    [Fact]
    public void Perturb_Twice_GivesTheSameWithinTheBoxAndTheBudget()
    {
        var model = new AffineModel(features: 6, classes: 3, seed: 6);
        var clean = model.Records(3, seed: 7, 0, 1);
        using var inner = model.Open();
        using var target = new LabelsOnlyTarget(inner);
        var terms = new EvasionTerms(Norm.L2, double.PositiveInfinity, Seed: 9);

        var first = Attacked.By(new BoundaryAttack(steps: 200), target, clean, terms);
        var queries = target.Calls.Forward;
        var second = Attacked.By(new BoundaryAttack(steps: 200), target, clean, terms);

        Assert.Equal(first.Values, second.Values);
        Assert.All(first.Values, value => Assert.InRange(value, 0f, 1f));
        Assert.InRange(queries, 1, 3 * (220 + 150));
    }
}
