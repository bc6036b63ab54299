using FederatedSecure.Numerics;
using FederatedSecure.Statistics.Outliers.Isolation;

namespace FederatedSecure.Statistics.Tests.Outliers;

public class IsolationForestTests
{
    /// <summary>2·(ln(n − 1) + γ) − 2(n − 1)/n, computed elsewhere to 12 digits.</summary>
    [Theory]
    [InlineData(0, 0.0)]
    [InlineData(1, 0.0)]
    [InlineData(2, 1.0)]
    [InlineData(3, 1.207392357589)]
    [InlineData(5, 2.327020052043)]
    [InlineData(256, 10.244770920120)]
    public void Expected_Sizes_AreThePapers(long records, double expected) => Assert.Equal(expected, PathLength.Expected(records), 1e-11);

    [Fact]
    public void Score_Limits_AreThePapers()
    {
        Assert.Equal(1, PathLength.Score(0, 256));
        Assert.Equal(0.5, PathLength.Score(PathLength.Expected(256), 256), 1e-12);
        Assert.Equal(0.25, PathLength.Score(2 * PathLength.Expected(256), 256), 1e-12);
    }

    /// <summary>The toy sample of scikit-learn's tests: the last two lie apart.</summary>
    [Fact]
    public void Scores_ToySample_RanksTheTwoOutliersFirst()
    {
        float[] values = [-2, -1, -1, -1, -1, -2, 1, 1, 1, 2, 2, 1, 7, 4, -5, 9];

        var scores = IsolationForest.Fit(values, columns: 2, seed: 1).Scores(values);

        Assert.True(scores[6..].Min() > scores[..6].Max());
    }

    /// <summary>Records that are all equal cannot be split: the root is a leaf, h = c(ψ), and every score 0.5.</summary>
    [Fact]
    public void Scores_ConstantRecords_AreOneHalf()
    {
        var values = new float[3 * 40];
        Array.Fill(values, 7f);

        Assert.All(IsolationForest.Fit(values, columns: 3, seed: 1).Scores(values), score => Assert.Equal(0.5, score, 1e-12));
    }

    /// <summary>
    /// One value at 1,000 and n at 0 … n − 1: a uniform threshold separates it at once with probability (1000 − n + 1)/1000, so that its
    /// mean path is near 1, which gives the score in closed form.
    /// </summary>
    [Fact]
    public void Score_OneFarValue_IsThatOfAPathOfOne()
    {
        float[] values = [.. Enumerable.Range(0, 20).Select(i => (float)i), 100_000];

        var score = IsolationForest.Fit(values, columns: 1, seed: 2).Score([100_000]);

        Assert.Equal(PathLength.Score(1, 21), score, 0.01);
    }

    [Fact]
    public void Fit_Trees_StayBelowTheHeightLimitAndIsolateEveryRecordOnce()
    {
        var random = new SeededRandomSource(3);
        float[] values = [.. Enumerable.Range(0, 300 * 4).Select(_ => (float)random.NextGaussian())];

        var forest = IsolationForest.Fit(values, columns: 4, seed: 4, trees: 5, subsample: 64);

        Assert.Equal(64, forest.Subsample);
        Assert.All(forest.Trees, tree => Assert.True(Height(tree, 0) <= 6));
    }

    [Fact]
    public void From_TreesOfAForest_ScoresAlike_AndBrokenTreesAreRefused()
    {
        float[] values = [1, 2, 3, 4, 5, 6, 7, 800];
        var forest = IsolationForest.Fit(values, columns: 1, seed: 5, trees: 10);

        Assert.Equal(forest.Scores(values), IsolationForest.From(forest.Trees, 1, forest.Subsample).Scores(values));
        Assert.Throws<ArgumentException>(() => IsolationForest.From([[new IsolationNode(0, 1, 0, 0)]], 1, 8));
        Assert.Throws<ArgumentException>(() => IsolationForest.From([[new IsolationNode(3, 1, 1, 2), default, default]], 1, 8));
    }

    private static int Height(IReadOnlyList<IsolationNode> tree, int place) => tree[place].Feature < 0
        ? 0
        : 1 + Math.Max(Height(tree, tree[place].Left), Height(tree, tree[place].Right));
}
