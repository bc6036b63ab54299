using System.Text.Json.Nodes;
using FederatedSecure.Lab.Batch;

namespace FederatedSecure.Lab.Tests.Batch;

public class StatisticsFunctionsTests
{
    [Theory]
    [InlineData("stats.wasserstein", """{"u": [0, 1, 3], "v": [5, 6, 8]}""", "distance", 5.0)]
    [InlineData("stats.wasserstein", """{"u": [0, 1], "v": [0, 1], "uWeights": [3, 1], "vWeights": [2, 2]}""", "distance", 0.25)]
    [InlineData("stats.wasserstein-histogram", """{"reference": [7, 0, 0, 0], "current": [0, 0, 0, 7], "edges": [0, 1, 2, 3, 4]}""", "distance", 3.0)]
    [InlineData("stats.ks", """{"a": [1, 2, 3], "b": [4, 5, 6]}""", "pValue", 0.1)]
    [InlineData("stats.ks", """{"a": [1, 2], "b": [1.5, 2.5]}""", "statistic", 0.5)]
    [InlineData("stats.psi", """{"a": [0, 0, 5, 5], "b": [0, 5, 5, 5], "edges": ["-Infinity", 1, "Infinity"], "floor": 0.0001}""", "psi", 0.27465307216702745)]
    [InlineData("stats.mmd", """{"a": [0, 0], "b": [3, 3], "sigma": 2}""", "biased", 1.3506950652833005)]
    [InlineData("isolation-forest.c", """{"n": 256}""", "c", 10.244770920119917)]
    [InlineData("isolation-forest.c", """{"n": 2}""", "c", 1.0)]
    [InlineData("isolation-forest.score", """{"meanPathLength": 0, "psi": 256}""", "score", 1.0)]
    [InlineData("stats.wilson", """{"successes": 0, "trials": 10}""", "upper", 0.27753279)]
    public void Function_KnownCase_GivesItsValue(string function, string arguments, string field, double expected) =>
        Assert.Equal(expected, (double)Ask(function, arguments)["result"]![field]!, 1e-7);

    [Fact]
    public void FitScore_OnePlantedRow_ScoresHighestAndRepeats()
    {
        const string Arguments = """
            {"train": [[0, 0], [0, 1], [1, 0], [1, 1], [0.5, 0.5], [0.2, 0.8], [30, -20]], "score": [[0.5, 0.4], [30, -20]], "trees": 50, "seed": 7}
            """;

        var scores = Ask("isolation-forest.fit-score", Arguments)["result"]!["scores"]!.AsArray();

        Assert.True((double)scores[1]! > 0.6 && (double)scores[0]! < 0.6);
        Assert.Equal(scores.ToJsonString(), Ask("isolation-forest.fit-score", Arguments)["result"]!["scores"]!.ToJsonString());
    }

    [Fact]
    public void ZScore_ConstantValues_TravelsAsText() =>
        Assert.Equal("""["NaN","NaN"]""", Ask("stats.z-score", """{"values": [4, 4]}""")["result"]!["z"]!.ToJsonString());

    [Theory]
    [InlineData("stats.wasserstein", """{"u": [], "v": [1]}""", "at least one value")]
    [InlineData("stats.wasserstein-histogram", """{"reference": [1, 2], "current": [1, 2], "edges": [0, 1]}""", "one edge more")]
    [InlineData("stats.psi", """{"a": [1], "b": [1], "edges": [2, 1]}""", "ascend")]
    [InlineData("stats.mmd", """{"a": [[1], [2]], "b": [[1, 2], [3, 4]], "sigma": 1}""", "same number of values")]
    [InlineData("stats.z-score", """{"values": [1], "ddof": 1}""", "more values")]
    [InlineData("isolation-forest.fit-score", """{"train": [[1, 2]], "score": [[1]]}""", "same number of values")]
    [InlineData("isolation-forest.score", """{"meanPathLength": -1, "psi": 8}""", "not negative")]
    public void Function_ImpossibleInput_SaysWhatToChange(string function, string arguments, string part) =>
        Assert.Contains(part, (string?)Ask(function, arguments)["error"], StringComparison.Ordinal);

    private static JsonNode Ask(string function, string arguments) => JsonNode.Parse(
        BatchRunner.Answer(new JsonObject { ["function"] = function, ["args"] = JsonNode.Parse(arguments) }.ToJsonString()))!;
}
