using FederatedSecure.Aggregation.PreAggregators;
using FederatedSecure.Aggregation.Rules;
using FederatedSecure.Aggregation.Tests.Support;

namespace FederatedSecure.Aggregation.Tests.Rules;

public sealed class AggregationRulesTests
{
    [Theory]
    [InlineData("trimmed-mean", 4, 2, "take f = 1 or n = 5")]
    [InlineData("median", 1, 0, null)]
    [InlineData("krum", 4, 2, "take f = 1 or n = 5")]
    [InlineData("krum", 5, 2, null)]
    [InlineData("bulyan", 6, 1, "take f = 0 or n = 7")]
    [InlineData("bulyan", 7, 1, null)]
    [InlineData("bulyan", 2, 0, "take n = 3")]
    [InlineData("mda", 2, 1, "take f = 0 or n = 3")]
    [InlineData("meamed", 3, -1, "0 or more")]
    [InlineData("trimmed-mean", 3, int.MaxValue, "n = 4294967295")]
    public void Problem_NAndF_SaysWhatWouldDo(string rule, int n, int f, string? expected)
    {
        var problem = Aggregate.Rule(rule).Problem(n, f);

        if (expected is null)
        {
            Assert.Null(problem);
        }
        else
        {
            Assert.Contains(expected, problem, StringComparison.Ordinal);
            Assert.Throws<ArgumentException>(() => Aggregate.Rows(Aggregate.Rule(rule), f, [.. Enumerable.Range(0, n).Select(i => new double[] { i })]));
        }
    }

    [Fact]
    public void Problem_KrumOfThePaper_NeedsMoreThanTwiceFAndTwo()
    {
        var krum = Aggregate.Rule("krum", ("variant", "paper"));

        Assert.NotNull(krum.Problem(4, 1));
        Assert.Null(krum.Problem(5, 1));
        Assert.Equal(2, krum.Traits.Breakdown.LargestF(7));
    }

    [Fact]
    public void Problem_ParametersThatDoNotFitN_SaysSo()
    {
        Assert.Contains("m = 3", Aggregate.Rule("multi-krum", ("m", 9)).Problem(4, 1), StringComparison.Ordinal);
        Assert.Contains("the last is 3", Aggregate.Rule("monna", ("pivot", 4)).Problem(4, 1), StringComparison.Ordinal);
    }

    [Fact]
    public void Problem_BucketsBeforeARule_CountsBuckets()
    {
        var pipeline = Aggregate.Pipeline(Aggregate.Rule("trimmed-mean"), Aggregate.Pre("bucketing", ("size", 3), ("seed", 1)));

        Assert.Null(pipeline.Problem(7, 1));
        Assert.Contains("n = 2 is too small", pipeline.Problem(6, 1), StringComparison.Ordinal);
    }

    [Fact]
    public void Create_UnknownName_ListsThose()
    {
        Assert.Contains("multi-krum", Assert.Throws<ArgumentException>(() => Aggregate.Rule("krumm")).Message, StringComparison.Ordinal);
        Assert.Contains("nnm", Assert.Throws<ArgumentException>(() => Aggregate.Pre("nmm")).Message, StringComparison.Ordinal);
        Assert.Null(AggregationRules.Find("krumm", RuleParameters.None));
        Assert.Null(PreAggregations.Find("nmm", RuleParameters.None));
    }

    [Theory]
    [InlineData("centered-clipping", "tau", 0.0)]
    [InlineData("centered-clipping", "tau", double.PositiveInfinity)]
    [InlineData("norm-clipping", "bound", -1.0)]
    [InlineData("multi-krum", "m", 1.5)]
    [InlineData("krum", "variant", "papers")]
    [InlineData("mean", "f", 1.0)]
    [InlineData("norm-clipping", "bond", 1.0)]
    public void Create_ImpossibleParameter_Throws(string rule, string name, object value)
    {
        var error = Assert.Throws<ArgumentException>(() => Aggregate.Rule(rule, (name, value)));

        Assert.Contains(name == "bond" ? "bound" : name, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Bucketing_OrdersThatAreNone_Throw()
    {
        Assert.Throws<ArgumentException>(() => Aggregate.Pre("bucketing", ("size", 2)));
        Assert.Throws<ArgumentException>(() => Aggregate.Pre("bucketing", ("size", 2), ("seed", 1), ("permutation", new double[] { 0 })));
        Assert.Throws<ArgumentException>(() => Aggregate.Pre("bucketing", ("size", 2), ("permutation", new double[] { 0, 0 })));
        Assert.Throws<ArgumentException>(() => Aggregate.Pre("bucketing", ("size", 2), ("permutation", new double[] { 1, 2 })));
    }

    [Fact]
    public void All_Rules_SayWhatTheyCost() => Assert.All(AggregationRules.Names, name =>
    {
        var rule = name switch
        {
            "centered-clipping" => Aggregate.Rule(name, ("tau", 1)),
            "norm-clipping" => Aggregate.Rule(name, ("bound", 1)),
            "monna" => Aggregate.Rule(name, ("pivot", 0)),
            "rlr" => Aggregate.Rule(name, ("threshold", 1)),
            _ => Aggregate.Rule(name),
        };

        Assert.Equal(name, rule.Name);
        Assert.NotEmpty(rule.Traits.Cost);
    });
}
