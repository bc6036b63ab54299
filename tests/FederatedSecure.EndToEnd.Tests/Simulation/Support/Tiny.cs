using System.Text;
using System.Text.Json.Nodes;
using FederatedSecure.EndToEnd.Tests.Support;
using FederatedSecure.Lab.Simulation;
using FederatedSecure.Lab.Simulation.Display;
using FederatedSecure.Lab.Simulation.Grid;
using FederatedSecure.Lab.Simulation.Output;
using FederatedSecure.Lab.Simulation.Scenarios;

namespace FederatedSecure.EndToEnd.Tests.Simulation.Support;

/// <summary>Scenarios that take a moment: clouds of points, ten sites, softmax regression.</summary>
internal static class Tiny
{
    private const string Text = """
        {
          "name": "Tiny",
          "data": { "name": "blobs", "records": 500, "features": 6, "classes": 4, "distance": 1.5 },
          "model": { "input": [6], "layers": [{ "type": "linear", "out": 4 }, { "type": "softmax-head", "classes": 4 }] },
          "sites": 10,
          "attackers": 2,
          "rounds": 8,
          "evaluateEvery": 4,
          "training": { "localEpochs": 1, "batchSize": 16, "learningRate": 0.2 },
          "rules": ["mean", { "label": "robust", "rule": "trimmed-mean", "pre": ["nnm"] }],
          "attacks": ["none", { "label": "foe", "attack": "foe", "params": { "epsilon": 10 } }],
          "seeds": [1, 2]
        }
        """;

    /// <summary>The scenario's text with some values changed; null removes one.</summary>
    public static string With(params (string Path, JsonNode? Value)[] changes)
    {
        var json = JsonNode.Parse(Text)!.AsObject();
        foreach (var (path, value) in changes)
        {
            var names = path.Split('.');
            var place = json;
            foreach (var name in names[..^1])
            {
                place = (place[name] ??= new JsonObject()).AsObject();
            }

            if (value is null)
            {
                place.Remove(names[^1]);
            }
            else
            {
                place[names[^1]] = value;
            }
        }

        return json.ToJsonString();
    }

    public static JsonNode Json(string text) => JsonNode.Parse(text)!;

    public static ScenarioResult Parse(string text) => ScenarioReader.Parse(Encoding.UTF8.GetBytes(text));

    /// <summary>The scenario, which must be right.</summary>
    public static Scenario Scenario(params (string Path, JsonNode? Value)[] changes)
    {
        var result = Parse(With(changes));
        Assert.True(result.IsValid, string.Join('\n', result.Problems));
        return result.Scenario!;
    }

    /// <summary>Runs it in a folder of its own, and returns the CSV and the figures.</summary>
    public static (string Csv, IReadOnlyList<CellResult> Results) Run(Scenario scenario, int threads = 2)
    {
        using var folder = new TemporaryDirectory();
        var (results, _) = new SimulationRun(scenario, threads).Run(
            new CellStore(folder.Path), new PlainSimulationDisplay(TextWriter.Null), TestContext.Current.CancellationToken);
        return (ResultsCsv.Of(results), [.. results.Select(result => result.Result)]);
    }

    public static double Accuracy(this IEnumerable<CellResult> results, string rule, string attack) =>
        results.Where(result => result.Rule == rule && result.Attack == attack).Average(result => result.Score(1));
}
