using FederatedSecure.Lab.RedTeam.Evasion;
using FederatedSecure.Lab.RedTeam.Evasion.BlackBox;
using FederatedSecure.Lab.RedTeam.Targets;
using FederatedSecure.Lab.Tests.Support;

namespace FederatedSecure.Lab.Tests.RedTeam.Evasion.BlackBox;

public class ZerothOrderTests
{
    [Fact]
    public void Differences_AffineModel_AreTheWeightsDifferenceToWithinAThousandth()
    {
        // Small logits: single precision keeps about 1e-8 of them, which a division by 2e-4 turns into less than a thousandth.
        float[][] w = [[0.3f, -0.2f, 0.1f], [-0.1f, 0.25f, 0.05f], [-0.5f, -0.4f, -0.3f]];
        var model = new AffineModel(w, [0.02f, 0.01f, -0.3f]);
        using var inner = model.Open();
        using var target = new ScoresOnlyTarget(inner);

        var differences = ZerothOrder.Differences(new PointTarget(target), [0.3f, 0.2f, 0.1f], label: 0, [0, 1, 2], step: 1e-4);

        double[] expected = [0.4, -0.45, 0.05];
        Assert.All(differences.Zip(expected), pair => Assert.InRange(Math.Abs(pair.First - pair.Second), 0, 1e-3));
        Assert.Equal(new TargetCalls(6, 0), target.Calls);
    }

    [Fact]
    public void Perturb_AffineModel_ComesNearTheClosedFormWithScoresOnly()
    {
        var model = new AffineModel(features: 8, classes: 2, seed: 1);
        var clean = model.Records(3, seed: 2, -1, 1);
        using var inner = model.Open();
        using var target = new ScoresOnlyTarget(inner);
        var terms = new EvasionTerms(Norm.L2, double.PositiveInfinity, Seed: 3) { Lower = -10, Upper = 10 };

        // A coordinate moves by about 0.01 at a time, which is how fine the distance can be.
        var found = Attacked.By(new ZerothOrder(iterations: 400, searchSteps: 7, step: 1e-2), target, clean, terms);

        for (var i = 0; i < clean.Count; i++)
        {
            var nearest = model.NearestDistance(clean[i], Norm.L2);
            Assert.NotEqual(clean.Labels[i], model.Class(found[i]));
            Assert.InRange(Distance.Between(found[i], clean[i], Norm.L2), nearest * 0.999, (nearest * 1.1) + 0.01);
        }
    }

    [Fact]
    public void Step_ConstantSlope_MovesByTheRateEachTime()
    {
        // With a constant slope both moments, unbiased, are the slope and its square: Adam moves by η.
        var adam = new CoordinateAdam(2, rate: 0.01);

        Assert.All(Enumerable.Range(0, 5), _ => Assert.Equal(0.01, adam.Step(1, 3.0), 6));
        Assert.Equal(-0.01, adam.Step(0, -7.0), 6);
    }
}
