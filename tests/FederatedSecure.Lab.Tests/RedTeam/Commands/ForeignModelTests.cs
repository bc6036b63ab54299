using System.CommandLine;
using FederatedSecure.Assurance.Reports;
using FederatedSecure.Lab.RedTeam;
using FederatedSecure.Lab.RedTeam.Commands;
using FederatedSecure.Lab.Tests.Support;

namespace FederatedSecure.Lab.Tests.RedTeam.Commands;

/// <summary>Models of other systems, from the command line to the report.</summary>
[Collection(ConsoleCollection.Name)]
public sealed class ForeignModelTests : IDisposable
{
    private static readonly float[][] W = [[1, -1], [-1, 1]];
    private readonly SubjectFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Command_Onnx_IsAttackedAsABlackBox() => IsAttackedAsABlackBox(Write("m.onnx", OnnxBytes.Linear(W, [0, 0])));

    [Fact]
    public void Command_TrustedTorchScript_IsAttackedAsABlackBox() =>
        IsAttackedAsABlackBox(Write("m.pt", TorchScriptBytes.Module("torch.sub(x, torch.flip(x, [1]))")), "--trust-torchscript");

    [Fact]
    public void Command_TorchScriptWithoutTrust_IsRefusedWithoutBeingRun()
    {
        // Nothing that libtorch would take: what is said of it is not that.
        var (code, error) = Invoke(Write("m.pt", "no model"u8.ToArray()));

        Assert.Equal(RedTeamExit.BadInput, code);
        Assert.Contains("--trust-torchscript", error, StringComparison.Ordinal);
        Assert.False(Directory.Exists(_folder["out"]));
    }

    [Theory]
    [InlineData("m.onnx", "[batch, 2]")]
    [InlineData("m.pt", "shape [2]")]
    public void Command_ModelOfOtherRecords_IsWrongInput(string name, string words)
    {
        // Three features; the records have two.
        var content = name == "m.onnx" ? OnnxBytes.Linear([[1, 2, 3], [4, 5, 6]], [0, 0]) : TorchScriptBytes.Module("torch.matmul(x, torch.ones([3, 2]))");

        var (code, error) = Invoke(Write(name, content), "--trust-torchscript");

        Assert.Equal(RedTeamExit.BadInput, code);
        Assert.Contains(words, error, StringComparison.Ordinal);
        Assert.False(Directory.Exists(_folder["out"]));
    }

    [Theory]
    [InlineData("m.onnx")]
    [InlineData("m.pt")]
    public void Command_ModelOfOtherClassesOrNoModel_IsWrongInput(string name)
    {
        var content = name == "m.onnx" ? OnnxBytes.Linear([[1, 2], [3, 4], [5, 6]], [0, 0, 0]) : TorchScriptBytes.Module("torch.cat([x, x], 1)");
        var (code, error) = Invoke(Write(name, content), "--trust-torchscript");
        Assert.Equal(RedTeamExit.BadInput, code);
        Assert.Contains("classes", error, StringComparison.Ordinal);

        Assert.Equal(RedTeamExit.BadInput, Invoke(Write(name, "no model"u8.ToArray()), "--trust-torchscript").Code);
    }

    private void IsAttackedAsABlackBox(string model, params string[] more)
    {
        var (code, error) = Invoke(model, [.. more, "--only", "utility.clean,evasion.pgd-linf,evasion.tabular-*,backdoor.neural-cleanse,extraction.*"]);

        Assert.True(code == RedTeamExit.Pass, error);
        var report = AssuranceReport.Read(File.ReadAllBytes(Path.Combine(_folder["out"], "report.json"))).Report!;
        Assert.Equal(Path.GetFileName(model), report.ModelName);
        Assert.Null(report.SpecDigest);
        Assert.Equal(1, Assert.Single(report.AllMeasurements, figure => figure.Id == "utility.clean.accuracy").Value);
        Assert.Contains(report.Notes, note => note.Contains("black box", StringComparison.Ordinal));
        var outcomes = report.Probes.ToDictionary(probe => probe.Id);
        Assert.Equal(ProbeOutcome.Ran, outcomes["evasion.tabular-greedy"].Outcome);
        Assert.True(outcomes["evasion.tabular-greedy"].Forward > 0);
        Assert.Equal(0, outcomes["evasion.tabular-greedy"].Backward);
        Assert.All(new[] { "evasion.pgd-linf", "evasion.tabular-pgd", "backdoor.neural-cleanse" }, id =>
        {
            Assert.Equal(ProbeOutcome.Skipped, outcomes[id].Outcome);
            Assert.NotNull(outcomes[id].Reason);
        });
        Assert.DoesNotContain(report.Probes, probe => probe.Outcome == ProbeOutcome.Failed);
    }

    private string Write(string name, byte[] content)
    {
        File.WriteAllBytes(_folder[name], content);
        return _folder[name];
    }

    private (int Code, string Error) Invoke(string model, params string[] more)
    {
        using var error = new StringWriter();
        var before = Console.Error;
        Console.SetError(error);
        try
        {
            string[] arguments = ["redteam", "--model", model, "--data", _folder.Data, "--out", _folder["out"], "--threads", "1", .. more];
            return (new RootCommand { RedTeamCommand.Create() }.Parse(arguments).Invoke(), error.ToString());
        }
        finally
        {
            Console.SetError(before);
        }
    }
}
