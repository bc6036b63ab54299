using System.Collections.Immutable;
using FederatedSecure.Client.Sanitization;
using FederatedSecure.Learning.Data;
using FederatedSecure.Numerics;

namespace FederatedSecure.Client.Tests.Sanitization;

public class SanitizerTests
{
    [Fact]
    public void Run_Bounds_RemovesWhatLiesOutsideAndNamesTheRecord()
    {
        var report = Run(Table([10, 1, 200, 1, 30, 1, -5, 1]), new SanitizationRules { Bounds = Bounds("age", 0, 120) });

        Assert.Equal([new RemovedRecord(2, "bounds", "age is 200, outside 0 to 120"), new RemovedRecord(4, "bounds", "age is -5, outside 0 to 120")], report.Removed);
        Assert.Equal([0, 2], report.Kept);
        Assert.Equal(0.5, report.RemovedPart);
    }

    [Fact]
    public void Run_BoundsOfAnUnknownFeature_NamesTheNearest() => Assert.Contains(
        "no feature \"agee\"", Assert.Throws<DataException>(() => Run(Table([1, 1]), new SanitizationRules { Bounds = Bounds("agee", 0, 1) })).Message, StringComparison.Ordinal);

    [Fact]
    public void Run_Duplicates_KeepsTheFirstAndTheContradiction()
    {
        var data = Table([1, 2, 1, 2, 1, 2]) with { Labels = [0, 0, 1] };

        var report = Run(data, new SanitizationRules { Duplicates = true });

        Assert.Equal([new RemovedRecord(2, "duplicates", "it is record 1 again")], report.Removed);
    }

    /// <summary>Ten values, one of them huge: the z-score cannot reach 3, the robust one is far above.</summary>
    [Fact]
    public void Run_OneHugeValueAmongTen_IsFoundByTheRobustScoreOnly()
    {
        var data = Table([.. Enumerable.Range(0, 10).SelectMany(i => new[] { i == 6 ? 1e6f : i, 0f })]);

        Assert.Empty(Run(data, new SanitizationRules { Z = 3 }).Removed);
        var removed = Assert.Single(Run(data, new SanitizationRules { RobustZ = 10 }).Removed);
        Assert.Equal((7, "robustZ"), (removed.Record, removed.Check));
    }

    [Fact]
    public void Run_RecordFarFromAll_IsFoundByTheForest()
    {
        float[] values = [.. Normal(200), 9, -9];

        var removed = Run(Table(values), new SanitizationRules { IsolationForest = 0.75 }).Removed;

        Assert.Equal(201, Assert.Single(removed).Record);
    }

    [Fact]
    public void Run_WrongLabelInItsClass_IsContradictedByItsNeighbours()
    {
        var values = Normal(100).Select((value, i) => i % 2 == 0 ? (i % 4 == 0 ? -10 : 10) + value : value).ToArray();
        var labels = Enumerable.Range(0, 100).Select(i => i % 2).ToArray();
        labels[40] = 1;

        var removed = Run(Table(values) with { Labels = labels }, new SanitizationRules { LabelNoise = 0.9 }).Removed;

        Assert.Equal((41, "labelNoise"), (Assert.Single(removed).Record, removed[0].Check));
    }

    /// <summary>Removing one record changes what stays by that record alone: what the privacy of single records rests on.</summary>
    [Fact]
    public void Run_ChecksOfPrivateJobs_DependOnTheRecordAlone()
    {
        var data = Table([.. Normal(60), 1, 2, 1, 2, 99, 0]);
        var rules = new SanitizationRules { Bounds = Bounds("age", -3, 3), Duplicates = true };
        var all = Kept(data, [.. Enumerable.Range(0, data.Count)]);

        for (var left = 0; left < data.Count; left++)
        {
            var without = Kept(data, [.. Enumerable.Range(0, data.Count).Where(place => place != left)]);

            Assert.True(all.Count - without.Count is 0 or 1);
            Assert.Subset(all, without);
        }

        HashSet<(float, float, int)> Kept(DataSet of, int[] places) => [.. Sanitizer.Run(of, places, rules).Kept.Select(
            place => (of.Features[2 * place], of.Features[(2 * place) + 1], of.Labels[place]))];
    }

    [Fact]
    public void For_PrivateJob_LeavesUndoneWhatDependsOnOthers()
    {
        var rules = new SanitizationRules { Duplicates = true, RobustZ = 5, LabelNoise = 0.9, Bounds = Bounds("age", 0, 1) };

        var forPrivate = rules.For(isPrivate: true);

        Assert.False(forPrivate.DependsOnOthers);
        Assert.True(forPrivate.Duplicates);
        Assert.Equal(["robustZ", "labelNoise"], forPrivate.LeftUndone);
        Assert.Contains(Run(Table([0.5f, 1]), forPrivate).LeftUndone, text => text.StartsWith("robustZ: it depends on other records", StringComparison.Ordinal));
        Assert.Same(rules, rules.For(isPrivate: false));
        Assert.True((rules with { AcceptsPrivacyLoss = true }).For(isPrivate: true).DependsOnOthers);
    }

    [Theory]
    [InlineData(0.5, true)]
    [InlineData(0.49, false)]
    public void RequireAllowed_PartRemoved_IsHeldAgainstThePolicy(double most, bool isAllowed)
    {
        var rules = new SanitizationRules { Bounds = Bounds("age", 0, 15), MaximumRemoved = most };
        var report = Run(Table([10, 1, 20, 1]), rules);

        if (isAllowed)
        {
            Assert.Same(report, report.RequireAllowed("data.csv", rules));
        }
        else
        {
            Assert.Contains("would remove 1 of 2 training records", Assert.Throws<DataException>(() => report.RequireAllowed("data.csv", rules)).Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Run_Pictures_SaysThatSingleValuesAreNotCompared()
    {
        var data = Table([1, 2, 3, 4]) with { FeatureShape = [1, 1, 2] };

        Assert.Contains("pictures", Assert.Single(Run(data, new SanitizationRules { Z = 3 }).LeftUndone), StringComparison.Ordinal);
    }

    private static SanitizationReport Run(DataSet data, SanitizationRules rules) => Sanitizer.Run(data, [.. Enumerable.Range(0, data.Count)], rules);

    private static ImmutableSortedDictionary<string, (double Least, double Most)> Bounds(string name, double least, double most) =>
        ImmutableSortedDictionary.Create<string, (double Least, double Most)>(StringComparer.Ordinal).Add(name, (least, most));

    /// <summary>Records of age and income, all of class 0.</summary>
    private static DataSet Table(float[] values) => new(
        values, [2], new int[values.Length / 2], ["no", "yes"], [], ImmutableDictionary<string, string[]>.Empty) { FeatureNames = ["age", "income"] };

    private static float[] Normal(int records)
    {
        var random = new SeededRandomSource(1);
        return [.. Enumerable.Range(0, 2 * records).Select(_ => (float)random.NextGaussian())];
    }
}
