using System.CommandLine;
using FederatedSecure.Client.Commands;
using FederatedSecure.Hosting.Commands;
using FederatedSecure.Models;

namespace FederatedSecure.Client.Tests.Prediction;

/// <summary>The way of an operator: reference statistics, a file to score, a check of the log.</summary>
public sealed class PredictCommandTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("predict-").FullName;

    public PredictCommandTests()
    {
        File.WriteAllText(Place("model.json"), Workbench.Specification);
        var spec = Workbench.Model.Spec;
        using (var file = File.Create(Place("model.safetensors")))
        {
            Safetensors.Write(file, ParameterLayout.Of(spec), Workbench.Weights);
        }

        File.WriteAllText(Place("schema.json"), """{ "columns": { "age": "numeric", "income": "numeric", "y": { "kind": "label", "values": ["good", "bad"] } }, "standardize": false }""");
        var values = Workbench.Normal(300, seed: 4);
        File.WriteAllLines(Place("data.csv"), ["age,income,y", .. values.Chunk(2).Select(record => FormattableString.Invariant($"{record[0]},{record[1]},{(record[0] > 0 ? "good" : "bad")}"))]);
    }

    [Fact]
    public async Task Score_WholeWay_PredictsRefusesAndLogs()
    {
        Assert.Equal(ExitCode.Success, await MakeReferenceAsync());
        File.WriteAllLines(Place("new.csv"), ["income,age", "0,1", "0,-1", "0,500", "0,old"]);

        Assert.Equal(ExitCode.Success, await RunAsync("predict", "score", Place("new.csv"), "--out", Place("out.jsonl")));
        Assert.Equal(["good", "bad", "refused", "refused"], File.ReadLines(Place("out.jsonl")).Select(line => System.Text.Json.Nodes.JsonNode.Parse(line)!).Select(
            answer => (string?)answer["class"] ?? (string?)answer["outcome"]));
        Assert.Equal(ExitCode.Success, await RunAsync("log", "verify"));
    }

    [Fact]
    public async Task Score_EveryRecordRefused_IsRefused()
    {
        await MakeReferenceAsync();
        File.WriteAllLines(Place("new.jsonl"), ["[500, 0]", "not json"]);

        Assert.Equal(ExitCode.Refused, await RunAsync("predict", "score", Place("new.jsonl")));
    }

    [Fact]
    public async Task Verify_TamperedOrMissingLog_HasItsExitCode()
    {
        Assert.Equal(ExitCode.NotFound, await RunAsync("log", "verify"));
        await MakeReferenceAsync();
        File.WriteAllText(Place("new.jsonl"), "[1, 0]\n");
        await RunAsync("predict", "score", Place("new.jsonl"));
        var log = Path.Combine(_folder, "site", "predictions", "predictions-000001.jsonl");
        File.WriteAllText(log, File.ReadAllText(log).Replace("good", "bad!", StringComparison.Ordinal));

        Assert.Equal(ExitCode.BadInput, await RunAsync("log", "verify"));
        Assert.Equal(ExitCode.BadInput, await RunAsync("log", "verify", "--json"));
    }

    [Fact]
    public async Task Commands_WrongFiles_EndWithTheirExitCodes()
    {
        Assert.Equal(ExitCode.NotFound, await RunAsync("predict", "score", Place("new.csv")));
        await MakeReferenceAsync();
        Assert.Equal(ExitCode.NotFound, await RunAsync("predict", "score", Place("new.csv")));
        File.WriteAllLines(Place("new.csv"), ["age", "1"]);
        Assert.Equal(ExitCode.BadInput, await RunAsync("predict", "score", Place("new.csv")));

        // Statistics of another model.
        var text = File.ReadAllText(Place("reference.json"));
        File.WriteAllText(Place("reference.json"), System.Text.RegularExpressions.Regex.Replace(text, "\"model\":\"[0-9a-f]{64}\"", $"\"model\":\"{new string('0', 64)}\"", System.Text.RegularExpressions.RegexOptions.None, TimeSpan.FromSeconds(1)));
        Assert.Equal(ExitCode.BadInput, await RunAsync("predict", "score", Place("new.csv")));
        Assert.Equal(ExitCode.Usage, await RunAsync("predict", "serve", "--listen", "0.0.0.0:80"));
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private Task<int> MakeReferenceAsync() => CommandHost.RunAsync(Root(), [
        "predict", "reference", Place("data.csv"), "--schema", Place("schema.json"), "--model", Place("model.json"), "--weights", Place("model.safetensors"),
        "--out", Place("reference.json"), "--window", "50", "--data", Place("site")]);

    private Task<int> RunAsync(params string[] arguments) => CommandHost.RunAsync(Root(), [
        .. arguments, "--data", Place("site"),
        .. arguments[0] == "log" ? Array.Empty<string>() : ["--model", Place("model.json"), "--weights", Place("model.safetensors"), "--reference", Place("reference.json")]]);

    private static RootCommand Root() => new("client") { PredictCommand.Create(), LogCommand.Create() };

    private string Place(string name) => Path.Combine(_folder, name);
}
