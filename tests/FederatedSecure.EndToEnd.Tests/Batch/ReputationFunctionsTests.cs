using System.Text.Json.Nodes;
using FederatedSecure.Aggregation.Rules;

namespace FederatedSecure.EndToEnd.Tests.Batch;

public sealed class ReputationFunctionsTests
{
    [Fact]
    public void Contamination_TwoOfSixInThrees_IsEightFifths()
    {
        var result = Ask("contamination", """{"n": 6, "m": 2, "k": 3}""");

        // One bucket with probability 2/5, which is half of both, or both.
        Assert.Equal(1.6, (double)result["expected"]!, 12);
        Assert.Equal(2, (int)result["quantile999"]!);
        Assert.Equal(1, (double)result["probabilityHalf"]!, 12);
    }

    [Fact]
    public void Planner_SixtySites_StandsNine()
    {
        var result = Ask("planner", """{"n": 60, "k": 3, "f": 6, "rule": "trimmed-mean"}""");

        Assert.Equal(9, (int)result["tolerated"]!);
        Assert.Equal(20, (int)result["buckets"]!);
        Assert.Equal(6, (int)result["bucketTolerance"]!);
        Assert.Equal("guaranteed", (string?)result["level"]);
        Assert.Empty(result["warnings"]!.AsArray());
    }

    [Fact]
    public void Planner_TooFewSites_Warns()
    {
        var result = Ask("planner", """{"n": 7, "k": 3, "f": 1}""");

        Assert.Equal(0, (int)result["tolerated"]!);
        Assert.Equal("norm-bound-only", (string?)result["level"]);
        Assert.Contains("9 sites", (string?)result["warnings"]![0], StringComparison.Ordinal);
    }

    [Fact]
    public void Planner_EveryRule_NeedsNoParameters()
    {
        foreach (var name in AggregationRules.Names)
        {
            var result = Ask("planner", $$"""{"n": 60, "k": 3, "f": 2, "rule": "{{name}}"}""");

            Assert.InRange((int)result["tolerated"]!, 0, 9);
        }

        // 20 buckets: bulyan stands ⌊17/4⌋.
        Assert.Equal(4, (int)Ask("planner", """{"n": 60, "k": 3, "f": 2, "rule": "bulyan"}""")["tolerated"]!);
    }

    [Fact]
    public void DecodeFlags_OneFlag_IsBayesByHand()
    {
        // A bucket of one: 0.1·0.9/(0.1·0.9 + 0.9·0.05) = 2/3.
        var result = Ask("decode-flags", """{"n": 2, "rounds": [{"buckets": [[0]], "flags": [true]}], "forgetting": 1}""");

        Assert.Equal([2.0 / 3, 0.1], result["posterior"]!.AsArray().Select(value => Math.Round((double)value!, 12)), (x, y) => Math.Abs(x - y) < 1e-11);
        Assert.Empty(result["excluded"]!.AsArray());
    }

    [Fact]
    public void DecodeScores_ThreePairs_AreSolved()
    {
        var result = Ask(
            "decode-scores",
            """{"n": 4, "rounds": [{"buckets": [[0, 1]], "scores": [3]}, {"buckets": [[0, 2]], "scores": [4]}, {"buckets": [[1, 2]], "scores": [5]}], "lambda": 0, "threshold": 0.5}""");

        Assert.Equal([1, 2, 3], result["estimates"]!.AsArray().Take(3).Select(value => Math.Round((double)value!, 9)));
        Assert.Equal("NaN", (string?)result["estimates"]![3]);
        Assert.Equal("NaN", (string?)result["z"]![3]);
        Assert.Equal([0, 2], result["flagged"]!.AsArray().Select(value => (int)value!));
    }

    [Theory]
    [InlineData("contamination", """{"n": 6, "m": 7, "k": 3}""", "m must be")]
    [InlineData("contamination", """{"n": 6, "m": 1, "k": 7}""", "k must be")]
    [InlineData("planner", """{"n": 60, "k": 3, "rule": "trimed-mean"}""", "trimmed-mean")]
    [InlineData("decode-flags", """{"n": 2, "rounds": [{"buckets": [[0], [1]], "flags": [true]}]}""", "1 flags for 2 buckets")]
    [InlineData("decode-flags", """{"n": 2, "rounds": [{"buckets": [[0]], "flags": [1]}]}""", "true or false")]
    [InlineData("decode-flags", """{"n": 2, "rounds": [], "pi1": 0.1, "pi0": 0.2}""", "above π₀")]
    [InlineData("decode-scores", """{"n": 2, "rounds": [{"buckets": [[0, 2]], "scores": [1]}]}""", "from 0 to n − 1 = 1")]
    [InlineData("decode-scores", """{"n": 2, "rounds": [{"buckets": [[0, 0]], "scores": [1]}]}""", "twice")]
    [InlineData("decode-scores", """{"n": 2, "rounds": [{"bucket": [[0]], "scores": [1]}]}""", "missing")]
    public void Any_ImpossibleArguments_SayWhatToChange(string function, string arguments, string reason) =>
        Assert.Contains(reason, BatchCase.Error(function, arguments), StringComparison.Ordinal);

    private static JsonNode Ask(string function, string arguments) => BatchCase.Result(function, JsonNode.Parse(arguments)!);
}
