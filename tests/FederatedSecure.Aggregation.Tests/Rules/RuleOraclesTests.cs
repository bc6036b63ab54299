using CsCheck;
using FederatedSecure.Aggregation.Tests.Support;

namespace FederatedSecure.Aggregation.Tests.Rules;

/// <summary>Every rule against brute force, on few small whole numbers, so that almost every decision has to break ties.</summary>
public sealed class RuleOraclesTests
{
    public static TheoryData<string> Names =>
        ["mean", "median", "trimmed-mean", "meamed", "phocas", "krum", "krum paper", "multi-krum", "bulyan", "mda", "sign-majority"];

    private static Gen<(double[][] X, int F)> Cases => Gen.Select(Gen.Int[1, 9], Gen.Int[1, 4], Gen.Int[0, 100], Gen.Bool).SelectMany((n, d, f, wide) =>
        Gen.Int[-2, wide ? 40 : 2].Select(value => (double)value).Array[d].Array[n].Select(x => (x, f % ((n + 1) / 2))));

    [Theory]
    [MemberData(nameof(Names))]
    public void Rule_SmallWholeNumbers_IsTheOracles(string name) => Cases.Sample((x, f) =>
    {
        var rule = name == "krum paper" ? Aggregate.Rule("krum", ("variant", "paper")) : Aggregate.Rule(name);
        if (rule.Problem(x.Length, f) is not null)
        {
            return;
        }

        var expected = Oracles.Run(name, x, f);
        AssertNear(expected, Aggregate.Rows(rule, f, x), 1e-12, name);

        // Whole numbers are floats, and their squares and sums are exact in floats, too: streaming decides every tie alike.
        var floats = Array.ConvertAll(x, row => Array.ConvertAll(row, value => (float)value));
        AssertNear(expected, Array.ConvertAll(Aggregate.Tiles(Aggregate.Pipeline(rule), f, floats).Vector, value => (double)value), 1e-5, name);
    });

    [Fact]
    public void NearestNeighbourMixing_SmallWholeNumbers_IsTheOracles() => Cases.Sample((x, f) =>
    {
        var actual = Aggregate.Pipeline(Aggregate.Rule("mean"), Aggregate.Pre("nnm")).PreAggregate(x, f);
        foreach (var (expected, row) in Oracles.NearestNeighbourMixing(x, f).Zip(actual))
        {
            AssertNear(expected, row, 1e-12, "nnm");
        }
    });

    private static void AssertNear(double[] expected, double[] actual, double tolerance, string what) => Assert.All(
        expected.Zip(actual), pair => Assert.True(Math.Abs(pair.First - pair.Second) <= tolerance * (1 + Math.Abs(pair.First)), $"{what}: {pair}"));
}
