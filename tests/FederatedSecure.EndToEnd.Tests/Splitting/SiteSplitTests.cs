using System.Collections.Immutable;
using CsCheck;
using FederatedSecure.Lab.Splitting;
using FederatedSecure.Learning.Data;

namespace FederatedSecure.EndToEnd.Tests.Splitting;

public sealed class SiteSplitTests
{
    private static readonly Gen<(DataSet Data, SplitSpec Spec, int Sites, ulong Seed)> Cases =
        from labels in Gen.Int[0, 4].Array[60, 300]
        from kind in Gen.Int[0, 3].Select(number => (SplitKind)number)
        from gamma in Gen.Double[0, 1]
        from sites in Gen.Int[1, 12]
        from seed in Gen.ULong
        select (Data(labels), new SplitSpec(kind, Alpha: 0.3, MinimumRecords: 2, gamma, Column: "age"), sites, seed);

    [Fact]
    public void Split_AnyWay_GivesEveryRecordToExactlyOneSite() => Cases.Sample(
        @case => Assert.Equal(Enumerable.Range(0, @case.Data.Count), Split(@case).SelectMany(site => site).Order()));

    [Fact]
    public void Split_SameSeed_IsTheSame() => Cases.Sample(
        @case => Assert.Equal(Split(@case).SelectMany(site => site), Split(@case).SelectMany(site => site)));

    [Fact]
    public void Split_NotByDirichlet_GivesSitesTheSameNumber() => Cases.Where(@case => @case.Spec.Kind != SplitKind.Dirichlet).Sample(@case =>
    {
        // Two parts are cut in the split by similarity, each evenly.
        var sizes = Split(@case).Select(site => site.Length).ToArray();
        Assert.True(sizes.Max() - sizes.Min() <= (@case.Spec.Kind == SplitKind.Similarity ? 2 : 1));
    });

    [Fact]
    public void Split_SortedByLabel_GivesASiteOneLabel()
    {
        var data = Data([.. Enumerable.Range(0, 500).Select(i => i % 5)]);

        var sites = SiteSplit.Split(data, new SplitSpec(SplitKind.Similarity, Gamma: 0), 10, seed: 3);

        Assert.All(sites, site => Assert.Single(site.Select(record => data.Labels[record]).Distinct()));
    }

    [Theory]
    [InlineData(0.0, 1.0)]
    [InlineData(0.5, 0.6)]
    [InlineData(1.0, 0.2)]
    public void Split_Similarity_IsThePartThatIsAlike(double gamma, double expected)
    {
        // Of five labels a site that is sorted has one only; of the part that is alike it has a fifth of each.
        var data = Data([.. Enumerable.Range(0, 5_000).Select(i => i % 5)]);

        var sites = SiteSplit.Split(data, new SplitSpec(SplitKind.Similarity, Gamma: gamma), 5, seed: 1);

        Assert.All(sites, site => Assert.Equal(expected, site.GroupBy(record => data.Labels[record]).Max(group => group.Count()) / (double)site.Length, 0.05));
    }

    [Fact]
    public void Split_ByColumn_PutsYoungAndOldApart()
    {
        var data = Data([.. Enumerable.Range(0, 100).Select(i => i % 5)]);

        var sites = SiteSplit.Split(data, new SplitSpec(SplitKind.Column, Column: "age"), 4, seed: 1);

        var ages = sites.Select(site => site.Select(record => int.Parse(data.Protected["age"][record], System.Globalization.CultureInfo.InvariantCulture)).ToArray()).ToArray();
        Assert.All(ages.Zip(ages.Skip(1)), pair => Assert.True(pair.First.Max() <= pair.Second.Min()));
    }

    [Fact]
    public void Split_ByFeature_IsByItsValue()
    {
        var data = Data([.. Enumerable.Range(0, 100).Select(i => i % 5)]);

        var sites = SiteSplit.Split(data, new SplitSpec(SplitKind.Column, Column: "x"), 2, seed: 1);

        Assert.True(sites[0].Max(record => data.Features[record]) <= sites[1].Min(record => data.Features[record]));
        Assert.Throws<ArgumentException>(() => SiteSplit.Split(data, new SplitSpec(SplitKind.Column, Column: "y"), 2, seed: 1));
    }

    private static ImmutableArray<ImmutableArray<int>> Split((DataSet Data, SplitSpec Spec, int Sites, ulong Seed) @case) =>
        SiteSplit.Split(@case.Data, @case.Spec, @case.Sites, @case.Seed);

    private static DataSet Data(int[] labels) => new(
        [.. labels.Select((_, i) => (float)((i * 37) % 101))],
        [1],
        labels,
        ["a", "b", "c", "d", "e"],
        [],
        ImmutableDictionary<string, string[]>.Empty.Add("age", [.. labels.Select((_, i) => $"{(i * 53) % 97}")]))
    {
        FeatureNames = ["x"],
    };
}
