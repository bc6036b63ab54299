using FederatedSecure.Lab.RedTeam.Privacy.Attributes;
using FederatedSecure.Numerics;

namespace FederatedSecure.Lab.Tests.RedTeam.Privacy.Attributes;

public class LogisticRegressionTests
{
    [Fact]
    public void Fit_OneBinaryFeature_GivesTheOddsOfTheTable()
    {
        // 10 of 40 where the feature is 0, 45 of 60 where it is 1: log odds ln(10/30) and ln(45/15).
        double[][] features = [.. Enumerable.Range(0, 100).Select(i => new[] { i < 40 ? 0.0 : 1.0 })];
        bool[] truth = [.. Enumerable.Range(0, 100).Select(i => i < 40 ? i < 10 : i < 85)];

        var model = LogisticRegression.Fit(features, truth, ridge: 1e-9);

        Assert.Equal(Math.Log(1.0 / 3), model.LogOdds([0]), 1e-5);
        Assert.Equal(Math.Log(3), model.LogOdds([1]), 1e-5);
    }

    [Fact]
    public void Fit_SeparableExamples_StaysFinite()
    {
        var model = LogisticRegression.Fit([[0], [1], [2], [3]], [false, false, true, true]);

        Assert.True(model.LogOdds([0]) < 0 && model.LogOdds([3]) > 0 && double.IsFinite(model.LogOdds([1e6])));
    }

    [Fact]
    public void Fit_ColumnThatNeverChanges_IsIgnored()
    {
        var with = LogisticRegression.Fit([[0, 7], [1, 7], [1, 7], [0, 7]], [false, true, true, true]);
        var without = LogisticRegression.Fit([[0], [1], [1], [0]], [false, true, true, true]);

        Assert.Equal(without.LogOdds([1]), with.LogOdds([1, 7]), 1e-6);
    }

    [Fact]
    public void Fit_ExamplesOfAKnownModel_FindsIt()
    {
        var random = new SeededRandomSource(2);
        double[][] features = [.. Enumerable.Range(0, 20_000).Select(_ => new[] { random.NextGaussian(), random.NextGaussian() })];
        bool[] truth = [.. features.Select(row => random.NextDouble() < 1 / (1 + Math.Exp(-((2 * row[0]) - row[1] + 0.5))))];

        var model = LogisticRegression.Fit(features, truth);

        // Standard errors are about 0.03.
        Assert.Equal(0.5, model.LogOdds([0, 0]), 0.15);
        Assert.Equal(2, model.LogOdds([1, 0]) - model.LogOdds([0, 0]), 0.15);
        Assert.Equal(-1, model.LogOdds([0, 1]) - model.LogOdds([0, 0]), 0.15);
    }
}
