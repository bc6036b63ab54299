using System.Text.Json.Nodes;
using FederatedSecure.Lab.Batch;

namespace FederatedSecure.Lab.Tests.Batch;

public class FairnessFunctionsTests
{
    /// <summary>Group 0: 2 of 4 selected, TPR 1/2, FPR 1/2. Group 1: 3 of 4 selected, TPR 1, FPR 1/2. Benefits 1, 0, 2, 1, 1, 1, 2, 1.</summary>
    private const string Table = """
        "protected": ["a", "a", "a", "a", "b", "b", "b", "b"], "privileged": "b", "y": [1, 1, 0, 0, 1, 1, 0, 0], "predicted": [1, 0, 1, 0, 1, 1, 1, 0]
        """;

    [Theory]
    [InlineData("disparateImpact", 2.0 / 3)]
    [InlineData("statisticalParityDifference", -0.25)]
    [InlineData("equalOpportunityDifference", -0.5)]
    [InlineData("averageOddsDifference", -0.25)]
    [InlineData("equalizedOddsDifference", 0.5)]
    [InlineData("predictiveValueDifference", -1.0 / 6)]
    [InlineData("theilIndex", 0.1902824)]
    [InlineData("generalizedEntropyIndex", 0.1419753)]
    [InlineData("smoothedEmpiricalDifferentialFairness", 0.5108256)]
    public void Metrics_SmallTable_AreTheDefinitions(string figure, double expected) =>
        Assert.Equal(expected, (double)Ask("fairness.metrics", $"{{{Table}}}")["result"]![figure]!, 1e-5);

    [Fact]
    public void Metrics_NobodyHasThePositiveLabel_NamesWhatIsUndefined()
    {
        var result = Ask(
            "fairness.metrics", """{"protected": [0, 0, 1, 1], "privileged": 1, "y": [0, 0, 1, 0], "predicted": [0, 1, 1, 0]}""")["result"]!;

        Assert.Equal("NaN", (string?)result["equalOpportunityDifference"]);
        Assert.Contains(result["undefined"]!.AsArray(), name => (string?)name == "averageOddsDifference");
        Assert.Equal(1, (double)result["disparateImpact"]!, 1e-12);
    }

    [Fact]
    public void Metrics_Weights_CountAsSoManyRecords()
    {
        var weighted = Ask("fairness.metrics", """{"protected": [0, 0, 1, 1], "privileged": [1], "y": [1, 0, 1, 0], "predicted": [1, 0, 1, 0], "weights": [3, 1, 1, 1]}""");

        Assert.Equal(1.5, (double)weighted["result"]!["disparateImpact"]!, 1e-12);
    }

    /// <summary>The running example of Kamiran &amp; Calders.</summary>
    [Fact]
    public void Reweighing_ExampleOfThePaper_IsMet()
    {
        var weights = Ask(
            "fairness.reweighing",
            """{"protected": ["m", "m", "m", "m", "m", "f", "f", "f", "f", "f"], "y": [1, 1, 1, 1, 0, 0, 1, 0, 0, 1]}""")["result"]!["weights"]!.AsArray();

        Assert.Equal([0.75, 0.75, 0.75, 0.75, 2, 2.0 / 3, 1.5, 2.0 / 3, 2.0 / 3, 1.5], weights.Select(weight => (double)weight!), (a, b) => Math.Abs(a - b) < 1e-12);
    }

    [Theory]
    [InlineData("""{"protected": [0, 1], "privileged": 2, "y": [0, 1], "predicted": [0, 1]}""", "no record is in a privileged group")]
    [InlineData("""{"protected": [1, 1], "privileged": 1, "y": [0, 1], "predicted": [0, 1]}""", "there is no other to compare with")]
    [InlineData("""{"protected": [0, 1], "privileged": 1, "y": [0, 1], "predicted": [0, 0.7]}""", "predicted must be 0 or 1")]
    [InlineData("""{"protected": [0, 1], "privileged": 1, "y": [0], "predicted": [0, 1]}""", "as many entries")]
    [InlineData("""{"protected": [], "privileged": 1, "y": [], "predicted": []}""", "at least one record")]
    public void Metrics_ImpossibleInput_SaysWhatToChange(string arguments, string part) =>
        Assert.Contains(part, (string?)Ask("fairness.metrics", arguments)["error"], StringComparison.Ordinal);

    private static JsonNode Ask(string function, string arguments) => JsonNode.Parse(
        BatchRunner.Answer(new JsonObject { ["function"] = function, ["args"] = JsonNode.Parse(arguments) }.ToJsonString()))!;
}
