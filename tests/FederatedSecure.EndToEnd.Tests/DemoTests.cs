using System.Text.Json;
using FederatedSecure.EndToEnd.Tests.Support;
using FederatedSecure.Lab.Processes;

namespace FederatedSecure.EndToEnd.Tests;

public sealed class DemoTests
{
    [Theory]
    [InlineData(true, "plain")]
    [InlineData(false, "encrypted")]
    public async Task Demo_ThreeRounds_WritesSummaryReportAndModel(bool plain, string mode)
    {
        using var directory = new TemporaryDirectory();

        var result = await Command.TryRunAsync(
            new ProcessSpec(
                "lab",
                ProgramFile.Lab,
                ["demo", "--sites", "4", "--rounds", "3", "--minimum-accuracy", "0.2", "--json", "--out", directory.Path, "--no-gate", .. plain ? ["--plain"] : Array.Empty<string>()]),
            TestContext.Current.CancellationToken);

        Assert.True(result.ExitCode == 0, string.Join('\n', result.Output.Concat(result.Errors)));
        using var summary = JsonDocument.Parse(await File.ReadAllTextAsync(directory.File("summary.json"), TestContext.Current.CancellationToken));
        Assert.Equal(3, summary.RootElement.GetProperty("rounds").GetInt32());
        Assert.Equal(4, summary.RootElement.GetProperty("clients").GetInt32());
        Assert.Equal(mode, summary.RootElement.GetProperty("protection").GetProperty("mode").GetString());
        Assert.True(summary.RootElement.GetProperty("bytesUp").GetInt64() > 0);
        Assert.True(File.Exists(directory.File("model.safetensors")));
        Assert.True(File.Exists(directory.File("report.md")));
        using var printed = JsonDocument.Parse(result.Text);
        Assert.True(printed.RootElement.GetProperty("passed").GetBoolean());
    }

    [Fact]
    public async Task Demo_WithAnEpsilon_TellsWhatWasSpentBesideTheAccuracy()
    {
        // So uneven a split that the smallest site has fewer digits than the usual batch.
        var result = await Command.TryRunAsync(
            new ProcessSpec(
                "lab",
                ProgramFile.Lab,
                ["demo", "--sites", "4", "--rounds", "3", "--epsilon", "8", "--alpha", "0.02", "--minimum-accuracy", "0", "--no-gate", "--json"]),
            TestContext.Current.CancellationToken);

        using var summary = JsonDocument.Parse(result.Text);
        // Every site took part; what became of the killed one is looked at elsewhere.
        Assert.Equal(3, summary.RootElement.GetProperty("rounds").GetInt32());
        Assert.InRange(summary.RootElement.GetProperty("privacy").GetProperty("epsilon").GetDouble(), 1, 8);
        Assert.Equal(8, summary.RootElement.GetProperty("privacy").GetProperty("target").GetDouble());
        Assert.True(summary.RootElement.GetProperty("accuracy").GetDouble() > 0);
    }

    [Fact]
    public async Task Demo_WithItsGate_RefusesThePoisonedModelAndJudgesTheTrainedOne()
    {
        using var directory = new TemporaryDirectory();

        var result = await Command.TryRunAsync(
            new ProcessSpec("lab", ProgramFile.Lab, ["demo", "--sites", "4", "--rounds", "3", "--minimum-accuracy", "0.2", "--json", "--out", directory.Path]),
            TestContext.Current.CancellationToken);

        using var summary = JsonDocument.Parse(result.Text);
        var refused = summary.RootElement.GetProperty("poisonedCandidate");
        Assert.Equal("quarantined", refused.GetProperty("status").GetString());
        Assert.Contains("backdoor.triggers.excess", refused.GetProperty("reason").GetString(), StringComparison.Ordinal);
        Assert.Equal("", refused.GetProperty("inUse").GetString());
        // So short a training may leave a model that the gate finds wanting; it says so, either way.
        var release = summary.RootElement.GetProperty("release");
        var isReleased = release.GetProperty("status").GetString() == "released";
        Assert.Equal(isReleased ? release.GetProperty("candidate").GetString() : "", release.GetProperty("inUse").GetString());
        Assert.Equal(isReleased, result.ExitCode == 0);
        foreach (var name in (string[])["refused", "release"])
        {
            Assert.True(File.Exists(Path.Combine(directory.Path, name, "report.html")), string.Join('\n', result.Output.Concat(result.Errors)));
            Assert.True(File.Exists(Path.Combine(directory.Path, name, "report.json.sig")));
        }
    }
}
