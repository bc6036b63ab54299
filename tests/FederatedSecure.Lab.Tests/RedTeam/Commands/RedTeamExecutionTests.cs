using System.CommandLine;
using System.Reflection;
using FederatedSecure.Assurance.Reports;
using FederatedSecure.Assurance.Signing;
using FederatedSecure.Cryptography.Identity;
using FederatedSecure.Hosting.Commands;
using FederatedSecure.Lab.RedTeam;
using FederatedSecure.Lab.RedTeam.Commands;
using FederatedSecure.Lab.RedTeam.Probes;
using FederatedSecure.Lab.RedTeam.Subjects;
using FederatedSecure.Lab.Tests.Support;

namespace FederatedSecure.Lab.Tests.RedTeam.Commands;

public sealed class RedTeamExecutionTests : IDisposable
{
    private readonly SubjectFolder _folder = new();

    private string Out => _folder["out"];

    private RedTeamOptions Options => new(new SubjectFiles(_folder.Model, _folder.Data), ProbeCost.Quick, Out, 1, 1) { Only = "utility.*" };

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Run_Signed_WritesEveryFileAndASignatureThatFits()
    {
        using var authority = CertificateAuthority.Create("test", TimeProvider.System);
        using var key = SiteKey.Create();
        using var certificate = authority.IssueSite(key.CreateSigningRequest("evaluator"), "evaluator", TimeSpan.FromDays(1));
        File.WriteAllText(_folder["key.pem"], key.ExportPem());
        File.WriteAllText(_folder["certificate.pem"], certificate.ExportCertificatePem());

        var code = Run(Options with { Key = _folder["key.pem"], Certificate = _folder["certificate.pem"] });

        Assert.Equal(RedTeamExit.Pass, code);
        Assert.Equal(
            ["junit.xml", "model-card.md", "probes", "report.html", "report.json", "report.json.sig", "report.sarif"],
            Directory.GetFileSystemEntries(Out).Select(Path.GetFileName).Order(StringComparer.Ordinal));
        Assert.True(SignatureFile.TryRead(File.ReadAllBytes(Path.Combine(Out, "report.json.sig")), out var file, out var signer, out _));
        using (signer)
        {
            Assert.Null(ReportSignature.Verify(File.ReadAllBytes(Path.Combine(Out, "report.json")), file.Signature, signer));
        }

        Assert.Equal(RedTeamExit.Pass, Invoke("verify", Path.Combine(Out, "report.json"), "--model", _folder.Model));
        File.AppendAllText(Path.Combine(Out, "report.json"), "\n");
        Assert.Equal(RedTeamExit.BadInput, Invoke("verify", Path.Combine(Out, "report.json")));
    }

    [Fact]
    public void Verify_AnothersAuthority_IsRefused()
    {
        using var authority = CertificateAuthority.Create("test", TimeProvider.System);
        using var other = CertificateAuthority.Create("other", TimeProvider.System);
        using var key = SiteKey.Create();
        using var certificate = authority.IssueSite(key.CreateSigningRequest("evaluator"), "evaluator", TimeSpan.FromDays(1));
        File.WriteAllText(_folder["key.pem"], key.ExportPem());
        File.WriteAllText(_folder["certificate.pem"], certificate.ExportCertificatePem());
        File.WriteAllText(_folder["ca.pem"], authority.ExportCertificatePem());
        File.WriteAllText(_folder["other.pem"], other.ExportCertificatePem());
        Run(Options with { Key = _folder["key.pem"], Certificate = _folder["certificate.pem"] });
        var report = Path.Combine(Out, "report.json");

        Assert.Equal(RedTeamExit.Pass, Invoke("verify", report, "--authority", _folder["ca.pem"]));
        Assert.Equal(RedTeamExit.BadInput, Invoke("verify", report, "--authority", _folder["other.pem"]));
        Assert.Equal(RedTeamExit.BadInput, Invoke("verify", report, "--model", _folder.Data));
    }

    [Fact]
    public void Run_UnsignedAfterSigned_LeavesNoOldSignature()
    {
        Run(Options);
        File.WriteAllText(Path.Combine(Out, "report.json.sig"), "old");

        Run(Options);

        Assert.False(File.Exists(Path.Combine(Out, "report.json.sig")));
        Assert.Equal(RedTeamExit.BadInput, Invoke("verify", Path.Combine(Out, "report.json")));
        Assert.Equal(RedTeamExit.Pass, Invoke("verify", Path.Combine(Out, "report.json"), "--unsigned"));
    }

    [Theory]
    [InlineData("""{ "measurement": "utility.clean.accuracy", "atLeast": 0.5 }""", false, RedTeamExit.Pass)]
    [InlineData("""{ "measurement": "utility.clean.accuracy", "atMost": 0.5 }""", false, RedTeamExit.Fail)]
    // 60 of 60: from 0.94 to 1.
    [InlineData("""{ "measurement": "utility.clean.accuracy", "atLeast": 0.99 }""", false, RedTeamExit.Pass)]
    [InlineData("""{ "measurement": "utility.clean.accuracy", "atLeast": 0.99 }""", true, RedTeamExit.Undecided)]
    [InlineData("""{ "measurement": "evasion.pgd.accuracy", "atLeast": 0.5 }""", false, RedTeamExit.Undecided)]
    public void Run_Gate_GivesTheExitCode(string rule, bool isStrict, int expected)
    {
        File.WriteAllText(_folder["gate.json"], $$"""{ "rules": [ {{rule}} ] }""");

        Assert.Equal(expected, Run(Options with { Gate = _folder["gate.json"], IsStrict = isStrict }));
    }

    [Fact]
    public void CodeOf_BrokenProbeWithoutAGate_IsUndecided()
    {
        Run(Options);
        var report = ReadReport();
        var broken = report with { Probes = [report.Probes[0] with { Outcome = ProbeOutcome.Failed, Reason = "out of memory", Measurements = [] }] };

        Assert.Equal(RedTeamExit.Pass, RedTeamExecution.CodeOf(null, report, isStrict: true));
        Assert.Equal(RedTeamExit.Undecided, RedTeamExecution.CodeOf(null, broken, isStrict: false));
    }

    [Fact]
    public void Run_WrongFiles_AreRefusedBeforeAnythingRuns()
    {
        File.WriteAllText(_folder["gate.json"], "{\n \"rulez\": [] }");

        Assert.Contains("line 2", Refusal(Options with { Gate = _folder["gate.json"] }), StringComparison.Ordinal);
        Assert.Contains("none.json", Refusal(Options with { Gate = _folder["none.json"] }), StringComparison.Ordinal);
        Assert.Contains("no report", Refusal(Options with { Baseline = _folder["gate.json"] }), StringComparison.Ordinal);
        Assert.Contains("No probe is called", Refusal(Options with { Only = "evasion.unheard-of" }), StringComparison.Ordinal);
        Assert.Contains("Key and certificate", Refusal(Options with { Key = _folder["gate.json"], Certificate = _folder["gate.json"] }), StringComparison.Ordinal);
        Assert.False(Directory.Exists(Out));
    }

    [Theory]
    [InlineData("--profile", "paranoid")]
    [InlineData("--profile", "1")]
    [InlineData("--threads", "0")]
    [InlineData("--claim-delta", "0.1")]
    [InlineData("--claim-epsilon", "-1")]
    [InlineData("--key", "x.pem")]
    public void Command_WrongOption_IsWrongInput(string option, string value) => Assert.Equal(
        RedTeamExit.BadInput, Invoke("--model", _folder.Model, "--data", _folder.Data, "--out", Out, option, value));

    [Fact]
    public void Command_WhatCannotBeParsed_IsOurs()
    {
        var root = new RootCommand { RedTeamCommand.Create() };

        Assert.True(RedTeamCommand.IsMeantBy(root.Parse(["redteam", "--unheard-of"])));
        Assert.False(RedTeamCommand.IsMeantBy(root.Parse(["unheard-of"])));
    }

    [Fact]
    public void Run_Interrupted_EndsWith130()
    {
        using var source = new CancellationTokenSource();
        source.Cancel();

        Assert.Equal(RedTeamExit.Interrupted, RedTeamErrors.Run(() => RedTeamExecution.Run(Options, source.Token), source.Token));
    }

    [Fact]
    public void Run_DiskTakesNothing_EndsWith4()
    {
        Directory.CreateDirectory(Out);
        File.WriteAllText(Path.Combine(Out, "probes"), "in the way");

        Assert.Equal(RedTeamExit.Broken, RedTeamErrors.Run(() => Run(Options), CancellationToken.None));
        Assert.Equal(["probes"], Directory.GetFileSystemEntries(Out).Select(Path.GetFileName));
    }

    [Fact]
    public void Reproduce_Command_HasNoFoldersAndAllThatCounts() => Assert.Equal(
        "lab redteam --model weights.safetensors --data test.csv --claim-epsilon 3 --claim-delta 1E-05 --profile quick --seed 1",
        ReproduceLine.Of(Options with { Claim = new PrivacyClaim(3, 1e-5), Threads = 4, Out = "/somewhere" }));

    [Fact]
    public void DefaultGate_IsAGate() => Assert.NotEmpty(GateFile.Read("default").Rules);

    [Fact]
    public void List_EveryProbe_IsThereOnceUnderItsClass()
    {
        Assert.Equal(ProbeCatalogue.All.Count, ProbeCatalogue.All.Select(probe => probe.Id).Distinct().Count());
        Assert.All(ProbeCatalogue.All, probe => Assert.StartsWith(probe.Class.ToString().ToLowerInvariant() + ".", probe.Id, StringComparison.Ordinal));
        using var text = new StringWriter();

        ListCommand.WriteJson(text);

        Assert.Equal(
            ProbeCatalogue.All.Select(probe => probe.Id), System.Text.Json.Nodes.JsonNode.Parse(text.ToString())!.AsArray().Select(probe => (string)probe!["id"]!));
    }

    [Fact]
    public void ExitCodes_Document_ListsThem()
    {
        var rows = File.ReadLines(Path.Combine(AppContext.BaseDirectory, "docs", "exit-codes.md"))
            .SkipWhile(line => line != "## `lab redteam`")
            .Where(line => line.StartsWith("| `", StringComparison.Ordinal));
        var codes = typeof(RedTeamExit).GetFields(BindingFlags.Public | BindingFlags.Static).Where(field => field.IsLiteral).Select(field => (int)field.GetRawConstantValue()!);

        Assert.Equal(codes.Order().Select(code => $"`{code}`"), rows.Select(row => row.Split(' ')[1]));
    }

    private static int Run(RedTeamOptions options) => RedTeamExecution.Run(options, TestContext.Current.CancellationToken);

    private static string Refusal(RedTeamOptions options)
    {
        var refusal = Assert.Throws<CommandException>(() => Run(options));
        Assert.Equal(RedTeamExit.BadInput, refusal.ExitCode);
        return refusal.Message;
    }

    private static int Invoke(params string[] arguments) =>
        new RootCommand { RedTeamCommand.Create() }.Parse(["redteam", .. arguments]).Invoke();

    private AssuranceReport ReadReport() => AssuranceReport.Read(File.ReadAllBytes(Path.Combine(Out, "report.json"))).Report!;
}
