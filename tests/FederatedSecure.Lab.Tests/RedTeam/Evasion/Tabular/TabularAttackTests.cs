using FederatedSecure.Lab.RedTeam.Evasion;
using FederatedSecure.Lab.RedTeam.Evasion.BlackBox;
using FederatedSecure.Lab.RedTeam.Evasion.Tabular;
using FederatedSecure.Lab.RedTeam.Targets;
using FederatedSecure.Lab.Tests.Support;
using FederatedSecure.Numerics;

namespace FederatedSecure.Lab.Tests.RedTeam.Evasion.Tabular;

public class TabularAttackTests
{
    [Fact]
    public void Of_GermanCredit_FindsTheElevenCategoriesAndTheWholeNumbers()
    {
        var constraints = Credit.Constraints;

        // UCI's attributes: 11 with unordered categories, 7 whole numbers and 2 yes-or-no; age is protected here and no feature. A category that
        // nobody in the data has is no member of its group, as it is constant.
        Assert.Equal([4, 5, 11, 5, 5, 5, 3, 4, 3, 3, 4], Sizes());
        Assert.Equal(60, constraints.Lower.Length);
        Assert.All(constraints.Steps, step => Assert.True(step >= 0));
        Assert.All(Enumerable.Range(0, 8), feature => Assert.True(constraints.Steps[feature] > 0));
        Assert.Equal([.. Enumerable.Range(0, Credit.Raw.FeatureNames.Length).Where(i => Credit.Raw.FeatureNames[i].StartsWith("Personal.", StringComparison.Ordinal))], constraints.Immutable);

        IEnumerable<int> Sizes() => constraints.Groups.Select(group =>
        {
            var column = Credit.Raw.FeatureNames[group[0]].Split('.')[0];
            return Credit.Raw.FeatureNames.Count(name => name.StartsWith(column + ".", StringComparison.Ordinal));
        });
    }

    [Fact]
    public void Of_UnknownName_SaysWhichThereAre() =>
        Assert.Contains("Duration", Assert.Throws<ArgumentException>(() => TabularConstraints.Of(Credit.Raw, Credit.Standardization, ["Shoes"])).Message, StringComparison.Ordinal);

    [Fact]
    public void Perturb_GreedyOnCredit_KeepsEveryConstraintAndTheNumberOfChanges()
    {
        var clean = Credit.Records(60);
        var attributes = new Attributes(Credit.Constraints);
        using var inner = Credit.Open();
        using var target = new ScoresOnlyTarget(inner);

        var found = Attacked.By(new GreedyAttack(mostChanges: 2), target, clean, Credit.Terms(double.PositiveInfinity));

        var broken = 0;
        for (var i = 0; i < clean.Count; i++)
        {
            Credit.RequireValid(clean[i], found[i]);
            Assert.InRange(attributes.Changed(found[i], clean[i]), 0, 2);
            broken += found[i].SequenceEqual(clean[i]) ? 0 : 1;
        }

        Assert.InRange(broken, 5, 60);
        var decided = new PointTarget(inner).Decide(found.Values);
        Assert.All(Enumerable.Range(0, clean.Count).Where(i => !found[i].SequenceEqual(clean[i])), i => Assert.NotEqual(clean.Labels[i], decided[i]));
    }

    [Fact]
    public void Perturb_GreedyWithOneChange_BreaksWhateverOneValidChangeBreaks()
    {
        // An oracle of its own: all pairs of a feature and a value of these small domains.
        FeatureConstraints constraints = new([0, 0, 0, 0, 0], [3, 1, 1, 1, 2], [1, 0, 0, 0, 1], [[1, 2, 3]], [4]);
        var model = new AffineModel(features: 5, classes: 3, seed: 8);
        var random = new SeededRandomSource(2);
        var records = new List<float[]>();
        for (var i = 0; i < 60; i++)
        {
            var hot = random.NextInt32(3);
            records.Add([random.NextInt32(4), hot == 0 ? 1 : 0, hot == 1 ? 1 : 0, hot == 2 ? 1 : 0, random.NextInt32(3)]);
        }

        var clean = new RecordBatch([.. records.SelectMany(record => record)], [.. records.Select(record => model.Class(record))], 5);
        using var target = model.Open();

        var found = Attacked.By(
            new GreedyAttack(mostChanges: 1, levels: 4), target, clean, new EvasionTerms(Norm.Linf, double.PositiveInfinity, Seed: 1) { Lower = 0, Upper = 3, Constraints = constraints });

        for (var i = 0; i < clean.Count; i++)
        {
            var x = records[i];
            var neighbours = Enumerable.Range(0, 4).Select(value => new[] { value, x[1], x[2], x[3], x[4] })
                .Concat(Enumerable.Range(0, 3).Select(hot => new[] { x[0], hot == 0 ? 1f : 0, hot == 1 ? 1f : 0, hot == 2 ? 1f : 0, x[4] }));
            var canBeBroken = neighbours.Any(neighbour => model.Class(neighbour) != clean.Labels[i]);
            Assert.Equal(canBeBroken, model.Class(found[i]) != clean.Labels[i]);
        }
    }

    [Theory]
    [InlineData(0.3)]
    [InlineData(1.0)]
    public void Perturb_PgdOnCredit_KeepsEveryConstraintWithinTheBall(double epsilon)
    {
        var clean = Credit.Records(60);
        using var target = Credit.Open();

        var found = Attacked.By(new ConstrainedPgd(), target, clean, Credit.Terms(epsilon));

        var points = new PointTarget(target);
        var (before, after) = (Margins.Of(points.Logits(clean.Values), 2, i => clean.Labels[i]), Margins.Of(points.Logits(found.Values), 2, i => clean.Labels[i]));
        for (var i = 0; i < clean.Count; i++)
        {
            Credit.RequireValid(clean[i], found[i]);
            Assert.InRange(Distance.Between(found[i], clean[i], Norm.Linf), 0, epsilon * 1.00001);
            Assert.True(after[i] <= before[i] + 1e-5);
        }

        Assert.True(after.Count(margin => margin < 0) > before.Count(margin => margin < 0));
    }

    [Fact]
    public void Perturb_PgdOnAffineModelWithWholeNumbers_ReachesTheBestValidPoint()
    {
        // Two classes: every feature goes as far as ε and its grid let it, against the sign of w₀ − w₁.
        FeatureConstraints constraints = new([-2, -2, -2, -2], [2, 2, 2, 2], [0.5f, 0.2f, 0, 0.25f], [], []);
        var model = new AffineModel(features: 4, classes: 2, seed: 3);
        float[] x = [0.5f, 0.2f, 0.1f, -0.25f];
        var label = model.Class(x);
        using var target = model.Open();

        var found = Attacked.By(
            new ConstrainedPgd(), target, new RecordBatch(x, [label], 4), new EvasionTerms(Norm.Linf, 0.7, Seed: 1) { Lower = -2, Upper = 2, Constraints = constraints });

        double[] reach = [0.5, 0.6, 0.7, 0.5];
        var expected = x.Select((value, i) => value + (reach[i] * Math.Sign(model.W[1 - label][i] - model.W[label][i])));
        Assert.Equal(expected, found.Values.Select(value => (double)value), (a, b) => Math.Abs(a - b) < 1e-5);
    }

    [Fact]
    public void Perturb_HopSkipJumpUnderConstraints_ReturnsValidRecords()
    {
        var clean = Credit.Records(5);
        using var inner = Credit.Open();
        using var target = new LabelsOnlyTarget(inner);

        var found = Attacked.By(new HopSkipJump(queries: 500), target, clean, Credit.Terms(double.PositiveInfinity) with { Norm = Norm.L2 });

        for (var i = 0; i < clean.Count; i++)
        {
            Credit.RequireValid(clean[i], found[i]);
        }
    }
}
