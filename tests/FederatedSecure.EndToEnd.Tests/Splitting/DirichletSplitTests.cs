using System.Collections.Immutable;
using CsCheck;
using FederatedSecure.Lab.Splitting;

namespace FederatedSecure.EndToEnd.Tests.Splitting;

public sealed class DirichletSplitTests
{
    private static readonly Gen<(int[] Labels, DirichletSplitOptions Options)> Cases =
        from labels in Gen.Int[0, 9].Array[200, 600]
        from sites in Gen.Int[1, 8]
        from alpha in Gen.Double[0.01, 100]
        from seed in Gen.ULong
        from minimum in Gen.Int[0, 200 / 8]
        select (labels, new DirichletSplitOptions(sites, alpha, seed, minimum));

    [Fact]
    public void Split_AnyOptions_GivesEveryRecordToExactlyOneSite() => Cases.Sample(
        (labels, options) => Assert.Equal(
            Enumerable.Range(0, labels.Length), DirichletSplit.Split(labels, options).SelectMany(site => site).Order()));

    [Fact]
    public void Split_AnyOptions_GivesEverySiteTheMinimum() => Cases.Sample(
        (labels, options) => Assert.All(
            DirichletSplit.Split(labels, options), site => Assert.True(site.Length >= options.MinimumRecords)));

    [Fact]
    public void Split_SameSeed_IsTheSame() => Cases.Sample(
        (labels, options) => Assert.Equal(
            DirichletSplit.Split(labels, options).SelectMany(site => site), DirichletSplit.Split(labels, options).SelectMany(site => site)));

    [Theory]
    [InlineData(0.05, 0.60, 1.0)]
    [InlineData(0.5, 0.30, 0.70)]
    [InlineData(1000, 0.15, 0.19)]
    public void Split_SmallerAlpha_MakesSitesMoreDifferent(double alpha, double least, double most)
    {
        var labels = Enumerable.Range(0, 8000).Select(i => i % 10).ToArray();

        var splits = Enumerable.Range(1, 10)
            .Select(seed => DirichletSplit.Split(labels, new DirichletSplitOptions(6, alpha, (ulong)seed, MinimumRecords: 0)));

        // The largest share of a label that lies at one site: 1/6 if all sites are alike, 1 if one has it all.
        double concentration = splits.SelectMany(split => Enumerable.Range(0, 10).Select(label => LargestShare(split, labels, label))).Average();
        Assert.InRange(concentration, least, most);
    }

    [Theory]
    [InlineData(0, 0.5, 0)]
    [InlineData(2, 0, 0)]
    [InlineData(2, double.NaN, 0)]
    [InlineData(2, 0.5, 6)]
    public void Split_ImpossibleOptions_AreRefused(int sites, double alpha, int minimum) =>
        Assert.Throws<ArgumentException>(() => DirichletSplit.Split(new int[10], new DirichletSplitOptions(sites, alpha, 1, minimum)));

    private static double LargestShare(ImmutableArray<ImmutableArray<int>> split, int[] labels, int label)
    {
        var counts = split.Select(site => site.Count(record => labels[record] == label)).ToArray();
        return counts.Max() / (double)counts.Sum();
    }
}
