using System.Text;
using FederatedSecure.Aggregation.Planning;
using FederatedSecure.Rounds.Jobs;

namespace FederatedSecure.Rounds.Tests.Jobs;

/// <summary>What a job file says of robust aggregation.</summary>
public sealed class AggregationTests
{
    [Theory]
    [InlineData(30, 3, 3, 10, 3)]
    [InlineData(60, 6, 3, 20, 6)]
    [InlineData(500, 50, 5, 100, 47)]
    public void Tolerance_BucketsOfTheReference_IsTheExactQuantile(int sites, int attackers, int bucketSize, int buckets, int expected)
    {
        // The 99.9 % quantiles of the exact law; 50 of 500 sites in buckets of 5 exceed it once in 1,000 rounds.
        var spec = Parse($$"""{ "attackers": {{attackers}} }""", sites, $$""" "encryption": { "bucketSize": {{bucketSize}} }, """).Spec!;

        var tolerance = Tolerance.Of(spec.Aggregation.Pipeline()!, sites, spec.Aggregation.Attackers, spec.Encryption!.BucketSize);

        Assert.Equal(buckets, tolerance.Inputs);
        Assert.Equal(expected, tolerance.Expected);
        Assert.Equal(Math.Min(expected, (buckets - 1) / 2), tolerance.F);
    }

    [Fact]
    public void Attackers_WithoutARule_TakeTheBestKnownOneAndCountEverySiteOnce()
    {
        var encrypted = Parse("""{ "attackers": 1 }""").Spec!.Aggregation;
        var plain = Parse("""{ "attackers": 1 }""", more: """ "protection": "plain", """).Spec!.Aggregation;

        Assert.Equal(("trimmed-mean", Weighting.Uniform), (encrypted.Rule.Name, encrypted.Weighting));
        Assert.Equal(["nnm"], encrypted.Pre.Select(step => step.Name));
        Assert.Equal(["arc", "nnm"], plain.Pre.Select(step => step.Name));
    }

    [Fact]
    public void NothingSaid_IsTheWeightedMean()
    {
        var aggregation = Parse("""{ "maximumWeight": 100 }""").Spec!.Aggregation;

        Assert.False(aggregation.IsRobust);
        Assert.Null(aggregation.Pipeline());
    }

    [Fact]
    public void Rule_ItsParameters_ReachIt()
    {
        var aggregation = Parse("""{ "attackers": 1, "rule": "multi-krum", "parameters": { "m": 2 }, "pre": [{ "name": "nnm" }] }""").Spec!.Aggregation;

        Assert.Equal(2.0, aggregation.Rule.Parameters["m"]);
        Assert.Equal("multi-krum", aggregation.Pipeline()!.Rule.Name);
    }

    [Theory]
    [InlineData("""{ "attackers": 1, "rule": "trimed-mean" }""", "aggregation.rule", "trimmed-mean")]
    [InlineData("""{ "attackers": 1, "rule": "weighted-mean" }""", "aggregation.rule", "stands no attackers")]
    [InlineData("""{ "attackers": 1, "weighting": "examples" }""", "aggregation.weighting", "uniform")]
    [InlineData("""{ "attackers": 1, "rule": "multi-krum", "parameters": { "n": 2 } }""", "aggregation", "no parameter \"n\"")]
    [InlineData("""{ "attackers": 1, "rule": "multi-krum", "parameters": { "m": {} } }""", "aggregation.parameters.m", "must be a number")]
    [InlineData("""{ "attackers": 1, "pre": [{ "name": "nmm" }] }""", "aggregation.pre[0].name", "nnm")]
    [InlineData("""{ "attackers": 1, "pre": "nnm" }""", "aggregation.pre", "list")]
    [InlineData("""{ "pre": [{ "name": "nnm" }], "weighting": "uniform" }""", "aggregation.pre", "robust")]
    [InlineData("""{ "reputation": true, "weighting": "uniform" }""", "aggregation.reputation", "attackers")]
    public void Mistakes_AreFoundWithTheirPlace(string aggregation, string path, string message)
    {
        var problems = Parse(aggregation).Problems;

        Assert.Contains(problems, problem => problem.Path == path && problem.Message.Contains(message, StringComparison.Ordinal));
    }

    [Fact]
    public void Attackers_AmongTooFewBuckets_AreRefusedWithWhatWouldDo()
    {
        var problems = Parse("""{ "attackers": 1 }""", sites: 6).Problems;

        Assert.Contains(problems, problem => problem.Path == "aggregation.attackers" && problem.Message.Contains("2 inputs", StringComparison.Ordinal));
    }

    private static JobSpecResult Parse(string aggregation, int sites = 9, string more = "") => JobFileReader.Parse(Encoding.UTF8.GetBytes($$"""
        {
          "name": "x", "dataSet": "x", "rounds": 1, {{more}} "cohort": { "size": {{sites}} }, "aggregation": {{aggregation}},
          "model": { "input": [2], "layers": [ { "type": "linear", "out": 2 }, { "type": "softmax-head", "classes": 2 } ] }
        }
        """));
}
