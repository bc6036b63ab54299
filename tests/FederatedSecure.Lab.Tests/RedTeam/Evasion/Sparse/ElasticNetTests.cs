using FederatedSecure.Lab.RedTeam.Evasion;
using FederatedSecure.Lab.RedTeam.Evasion.Sparse;
using FederatedSecure.Lab.Tests.Support;

namespace FederatedSecure.Lab.Tests.RedTeam.Evasion.Sparse;

public class ElasticNetTests
{
    [Theory]
    [InlineData(0.1)]
    [InlineData(0.5)]
    public void Perturb_AffineModel_ComesWithin5PercentOfTheLeastL1Change(double beta)
    {
        // The least L1 change is margin/max_i |w_y − w_j|_i, all on one feature.
        var model = new AffineModel(features: 10, classes: 2, seed: 11);
        var clean = model.Records(3, seed: 12, -1, 1);
        using var target = model.Open();
        var terms = new EvasionTerms(Norm.L1, double.PositiveInfinity, Seed: 3) { Lower = -10, Upper = 10 };

        var found = Attacked.By(new ElasticNet(beta, iterations: 400), target, clean, terms);

        for (var i = 0; i < clean.Count; i++)
        {
            var least = model.NearestDistance(clean[i], Norm.L1);
            Assert.NotEqual(clean.Labels[i], model.Class(found[i]));
            Assert.InRange(Distance.Between(found[i], clean[i], Norm.L1), least * 0.999, least * 1.05);
        }
    }

    [Fact]
    public void Perturb_BoxInTheWay_SpreadsOverTheNextFeatures()
    {
        // Margin x₀·1 + … : the box leaves 0.3 of the first feature and 0.3 of the second, so the least change that reaches 1 is
        // 0.3 (worth 0.6) + 0.3 (worth 0.3) + 0.2 (worth 0.1) = 0.8.
        var model = new AffineModel([[2, 1, 0.5f], [0, 0, 0]], [-0.3f, 0]);
        var clean = new RecordBatch([0.3f, 0.3f, 0.8f], [0], 3);
        using var target = model.Open();

        var found = Attacked.By(new ElasticNet(beta: 0.02, iterations: 500), target, clean, new EvasionTerms(Norm.L1, double.PositiveInfinity, Seed: 3));

        Assert.Equal(1, model.Class(found[0]));
        Assert.InRange(Distance.Between(found[0], clean[0], Norm.L1), 0.8, 0.8 * 1.05);
        Assert.All(found.Values, value => Assert.InRange(value, 0f, 1f));
    }

    [Fact]
    public void Shrink_OfThePaper_PullsTowardsTheCleanValueAndIntoTheBox()
    {
        float[] point = [0.5f, 0.5f, 0.5f, 1.4f, -0.4f];

        ElasticNet.Shrink(point, [0.2f, 0.45f, 0.9f, 0.5f, 0.5f], beta: 0.1, lower: 0, upper: 1);

        Assert.Equal([0.4f, 0.45f, 0.6f, 1f, 0f], point, (a, b) => Math.Abs(a - b) < 1e-6);
    }
}
