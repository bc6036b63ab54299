using System.Text.Json.Nodes;

namespace FederatedSecure.EndToEnd.Tests.Batch;

public sealed class AggregationFunctionsTests
{
    [Fact]
    public void Aggregate_ExampleOfTheFunctions_IsFour() => Assert.Equal(
        """{"vector":[4],"dropped":0}""", Result("""{"vectors": [[1], [2], [6], [100]], "rule": "trimmed-mean", "f": 1}"""));

    [Fact]
    public void Aggregate_VectorsThatAreNotFinite_AreDroppedAndCounted() => Assert.Equal(
        """{"vector":[2],"dropped":3}""",
        Result("""{"vectors": [[1], ["NaN"], [2], [6], ["Infinity"], ["-Infinity"]], "rule": "median"}"""));

    [Fact]
    public void Aggregate_PreAggregators_AreAppliedInOrder()
    {
        // The 100 becomes a 3; buckets of 2 and 3, of 3 and 1; then nothing is longer than 2.25.
        const string before = """[{"name": "arc"}, {"name": "bucketing", "size": 2, "permutation": [1, 3, 2, 0]}, {"name": "clipping", "bound": 2.25}]""";

        Assert.Equal(
            """{"vector":[2.125],"dropped":0}""",
            Result($$"""{"vectors": [[1], [2], [3], [100]], "rule": "mean", "f": 1, "params": {}, "pre": {{before}} }"""));
    }

    [Fact]
    public void Aggregate_FurtherVectors_AreParameters() => Assert.Equal(
        """{"vector":[1.5,2],"dropped":0}""",
        Result("""{"vectors": [[2, 2], [100, 2]], "rule": "centered-clipping", "params": {"tau": 0.5, "center": [1, 2]}}"""));

    [Fact]
    public void PreAggregate_Buckets_AreAllReturned() => Assert.Equal(
        """{"vectors":[[50.5],[4],[10]],"dropped":0}""",
        BatchCase.Result(
            "pre-aggregate",
            JsonNode.Parse("""{"vectors": [[1], [2], [6], [10], [100]], "pre": [{"name": "bucketing", "size": 2, "permutation": [4, 0, 1, 2, 3]}]}""")!).ToJsonString());

    [Theory]
    [InlineData("""{"vectors": [[1]], "rule": "trimed-mean"}""", "Did you mean \"trimmed-mean\"?")]
    [InlineData("""{"vectors": [[1]], "rule": "mean", "pre": [{"name": "nmm"}]}""", "Did you mean \"nnm\"?")]
    [InlineData("""{"vectors": [[1], [2]], "rule": "krum", "f": 1}""", "take f = 0 or n = 3")]
    [InlineData("""{"vectors": [[1], [2, 3]], "rule": "mean"}""", "vector 1 has 2")]
    [InlineData("""{"vectors": [["nan"]], "rule": "mean"}""", "\"NaN\"")]
    [InlineData("""{"vectors": [["NaN"]], "rule": "mean"}""", "nothing to aggregate")]
    [InlineData("""{"vectors": [[1]], "rule": "mean", "params": {"m": 1}}""", "\"mean\" has no parameter \"m\"")]
    [InlineData("""{"vectors": [[1]], "rule": "mean", "params": {"center": [1]}}""", "\"mean\" has no parameter \"center\"")]
    [InlineData("""{"vectors": [[1]], "rule": "mean", "params": 3}""", "params must be an object")]
    [InlineData("""{"vectors": [[1]], "rule": "mean", "pre": [3]}""", "pre must hold objects")]
    [InlineData("""{"vectors": [[1]], "rule": "centered-clipping"}""", "\"tau\" is missing")]
    [InlineData("""{"vectors": [], "rule": "mean"}""", "at least one vector")]
    [InlineData("""{"rule": "mean"}""", "\"vectors\" is missing")]
    [InlineData("""{"vectors": [[1]], "rule": "mean", "f": -1}""", "f must be whole numbers")]
    public void Aggregate_ImpossibleArguments_SaysWhatToChange(string arguments, string expected) =>
        Assert.Contains(expected, BatchCase.Error("aggregate", arguments), StringComparison.Ordinal);

    private static string Result(string arguments) => BatchCase.Result("aggregate", JsonNode.Parse(arguments)!).ToJsonString();
}
