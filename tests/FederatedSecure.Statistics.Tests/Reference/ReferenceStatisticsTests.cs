using System.Text;
using System.Text.Json;
using FederatedSecure.Numerics;
using FederatedSecure.Statistics.Distances;
using FederatedSecure.Statistics.Reference;

namespace FederatedSecure.Statistics.Tests.Reference;

public class ReferenceStatisticsTests
{
    private static readonly ReferenceStatistics Reference = Build(Normal(600, seed: 1));

    [Fact]
    public void Build_KnownColumn_HasItsMomentsQuantilesAndParts()
    {
        float[] values = [.. Enumerable.Range(0, 101).SelectMany(i => new[] { i, 7f })];

        var reference = Build(values);

        var (counted, constant) = (reference.Features[0], reference.Features[1]);
        Assert.Equal((0, 100, 50), (counted.Minimum, counted.Maximum, counted.Mean));
        Assert.Equal(Math.Sqrt(((101 * 101) - 1) / 12.0), counted.Deviation, 1e-9);
        Assert.All(counted.Quantiles, (quantile, i) => Assert.Equal(i, quantile, 1e-9));
        Assert.All(counted.Parts, part => Assert.Equal(0.1, part, 0.01));
        Assert.Equal((7, 0), (constant.Mean, constant.Deviation));
        Assert.Equal(1, Assert.Single(constant.Parts));
    }

    [Fact]
    public void Parse_WhatToJsonWrote_IsTheSame()
    {
        var read = ReferenceStatistics.Parse(Reference.ToJson());

        Assert.Equal(Reference.ToJson(), read.ToJson());
        Assert.Equal(Reference.Forest.ToForest(2).Score([0.3f, -1]), read.Forest.ToForest(2).Score([0.3f, -1]));
    }

    [Theory]
    [InlineData("{}", "no file of reference statistics")]
    [InlineData("""{"format":"federated-secure/reference-statistics/1"}""", "contradict themselves")]
    public void Parse_SomethingElse_IsRefused(string json, string part) =>
        Assert.Contains(part, Assert.Throws<JsonException>(() => ReferenceStatistics.Parse(Encoding.UTF8.GetBytes(json))).Message, StringComparison.Ordinal);

    [Fact]
    public void Parse_FeatureMissing_IsRefused() => Assert.Throws<JsonException>(
        () => ReferenceStatistics.Parse((Reference with { Features = Reference.Features[..1] }).ToJson()));

    /// <summary>What the threshold promises: about one in a hundred records of the same kind is called unusual, and what lies far away always.</summary>
    [Fact]
    public void Forest_NewRecords_AreUnusualAsOftenAsSaid()
    {
        var forest = Reference.Forest.ToForest(2);

        var part = forest.Scores(Normal(4_000, seed: 2)).Count(score => score > Reference.Forest.UnusualAbove) / 4_000.0;

        Assert.InRange(part, 0.002, 0.03);
        Assert.True(forest.Score([6, -6]) > Reference.Forest.UnusualAbove);
    }

    /// <summary>Random cosines estimate the kernel's discrepancy: with mean shifts the two agree within the error of 64 of them.</summary>
    [Fact]
    public void Discrepancy_ShiftedWindow_IsCloseToTheKernelsAndAboveTheThreshold()
    {
        var reference = Rows(Normal(600, seed: 1));
        var window = Rows([.. Normal(100, seed: 3).Select(value => value + 1.5f)]);
        double[][] Scaled(double[][] rows) => Array.ConvertAll(rows, row => Reference.Scaled(Array.ConvertAll(row, value => (float)value)));

        var estimate = Reference.Joint.Discrepancy(Scaled(window));
        var exact = MaximumMeanDiscrepancy.Estimate(Scaled(reference), Scaled(window), Reference.Joint.Sigma).Biased;

        Assert.Equal(exact, estimate, 0.4 * exact);
        Assert.True(estimate > 5 * Reference.Joint.Threshold);
    }

    [Fact]
    public void Discrepancy_WindowsWithoutDrift_ExceedTheThresholdSeldom()
    {
        var exceeded = Enumerable.Range(0, 100).Count(i => Reference.Joint.Discrepancy(
            Array.ConvertAll(Rows(Normal(100, seed: 100 + (ulong)i)), row => Reference.Scaled(Array.ConvertAll(row, value => (float)value)))) > Reference.Joint.Threshold);

        // The reference of 600 records is itself a sample, which adds to the one in a hundred.
        Assert.InRange(exceeded, 0, 8);
    }

    private static ReferenceStatistics Build(float[] values) => ReferenceBuilder.Build(values, [2], ["a", "b"], ["no", "yes"], [0, 1], new string('0', 64), window: 100, seed: 1);

    private static float[] Normal(int records, ulong seed)
    {
        var random = new SeededRandomSource(seed);
        return [.. Enumerable.Range(0, 2 * records).Select(_ => (float)random.NextGaussian())];
    }

    private static double[][] Rows(float[] values) => [.. values.Chunk(2).Select(row => Array.ConvertAll(row, value => (double)value))];
}
