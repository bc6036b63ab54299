using FederatedSecure.Assurance.Reports;
using FederatedSecure.Lab.RedTeam;
using FederatedSecure.Lab.RedTeam.Backdoors.Triggers;
using FederatedSecure.Lab.RedTeam.Commands;
using FederatedSecure.Lab.RedTeam.Probes;
using FederatedSecure.Lab.RedTeam.Subjects;
using FederatedSecure.Lab.Tests.Support;
using FederatedSecure.Models;

namespace FederatedSecure.Lab.Tests.RedTeam.Commands;

/// <summary>What <c>--backdoors</c> changes in a run.</summary>
public sealed class KnownBackdoorTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Run_BackdooredDigitsAndTheirMark_TriggersAndStripFindIt()
    {
        using (var file = File.Create(_folder["m.safetensors"]))
        {
            Safetensors.Write(file, ParameterLayout.Of(Networks.DigitNetwork), BackdooredDigits.Weights);
        }

        File.WriteAllBytes(_folder["m.json"], Networks.DigitNetwork.ToJson());
        File.WriteAllText(_folder["b.json"], """
            { "backdoors": [ { "name": "sticker", "class": "7", "square": { "row": 24, "column": 24, "side": 4 } } ] }
            """);
        var options = new RedTeamOptions(
            new SubjectFiles(_folder["m.safetensors"], Path.Combine(AppContext.BaseDirectory, "Data", "mnist")) { Backdoors = _folder["b.json"] },
            ProbeCost.Quick,
            _folder["out"],
            Seed: 1,
            Threads: 1)
        {
            Only = "backdoor.triggers,backdoor.strip",
        };

        Assert.Equal(RedTeamExit.Pass, RedTeamExecution.Run(options, TestContext.Current.CancellationToken));

        var report = AssuranceReport.Read(File.ReadAllBytes(Path.Combine(_folder["out"], "report.json"))).Report!;
        var excess = Assert.Single(report.AllMeasurements, figure => figure is { Id: "backdoor.triggers.excess", Setting: "sticker, class 7" });
        Assert.True(excess.Lower > 0.5, excess.ToString());
        Assert.Contains(report.AllMeasurements, figure => figure.Id == "backdoor.strip.detected" && figure.Setting == "sticker");
        Assert.Contains(report.Notes, note => note.Contains("\"sticker\", 16 values set, to class 7", StringComparison.Ordinal));
        Assert.Contains("--backdoors b.json", File.ReadAllText(Path.Combine(_folder["out"], "report.html")), StringComparison.Ordinal);
    }

    [Fact]
    public void Fingerprint_AnythingOfABackdoorChanged_IsAnother()
    {
        var mark = new Mark("a", [0], [1]);
        KnownBackdoor[] variants =
        [
            new(mark, 0), new(mark, 1), new(mark with { Name = "b" }, 0), new(mark with { Places = [1] }, 0), new(mark with { Values = [0.5f] }, 0),
        ];

        var fingerprints = variants.Select(backdoor => SmallSubject.Inputs(subject: SmallSubject.Create() with { KnownBackdoors = [backdoor] }).Fingerprint)
            .Append(SmallSubject.Inputs().Fingerprint)
            .Append(SmallSubject.Inputs(subject: SmallSubject.Create() with { KnownBackdoors = [variants[0], variants[1]] }).Fingerprint);

        Assert.Equal(7, fingerprints.Distinct().Count());
    }

    [Fact]
    public void Command_FileOfBackdoorsThatIsWrong_IsWrongInputBeforeAnythingRuns()
    {
        using var folder = new SubjectFolder();
        File.WriteAllText(_folder["b.json"], """{ "backdoors": [ { "name": "x", "class": "third", "values": { "a": 1 } } ] }""");

        Assert.Equal(
            RedTeamExit.BadInput,
            new System.CommandLine.RootCommand { RedTeamCommand.Create() }
                .Parse(["redteam", "--model", folder.Model, "--data", folder.Data, "--out", _folder["out"], "--backdoors", _folder["b.json"]]).Invoke());
        Assert.False(Directory.Exists(_folder["out"]));
    }
}
