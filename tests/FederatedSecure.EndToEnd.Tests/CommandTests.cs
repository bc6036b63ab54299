using System.Collections.Immutable;
using System.Net;
using System.Net.Sockets;
using System.Text.Json;
using FederatedSecure.EndToEnd.Tests.Support;
using FederatedSecure.Hosting.Commands;
using FederatedSecure.Lab.Processes;

namespace FederatedSecure.EndToEnd.Tests;

/// <summary>The commands as an operator types them, and what they say when something is wrong.</summary>
public sealed class CommandTests : IDisposable
{
    private readonly TemporaryDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    [Fact]
    public async Task Serve_PortInUse_SaysSoInTwoLinesAndExitsWithItsCode()
    {
        using var taken = new TcpListener(IPAddress.Loopback, 0);
        taken.Start();

        var result = await CoordinatorAsync("serve", "--listen", $"127.0.0.1:{((IPEndPoint)taken.LocalEndpoint).Port}");

        Assert.Equal(ExitCode.Resource, result.ExitCode);
        Assert.Equal(2, result.Errors.Length);
        Assert.Contains("is in use", result.Errors[0], StringComparison.Ordinal);
        Assert.DoesNotContain(result.Output, line => line.Contains("Exception", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Serve_DirectoryOfARunningCoordinator_IsRefused()
    {
        await using var federation = await TestFederation.StartAsync(sites: 1, recordsPerSite: 120);

        var result = await Command.TryRunAsync(
            new ProcessSpec("coordinator", ProgramFile.Coordinator, ["serve", "--listen", "127.0.0.1:0", "--data", federation.Processes.Folder.Coordinator]),
            TestContext.Current.CancellationToken);

        Assert.Equal(ExitCode.Resource, result.ExitCode);
        Assert.Contains("Another coordinator works in", result.Errors[0], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Administration_NoCoordinatorRuns_IsUnreachable()
    {
        var result = await CoordinatorAsync("job", "list");

        Assert.Equal(ExitCode.Unreachable, result.ExitCode);
        Assert.NotEmpty(result.Errors);
    }

    [Fact]
    public async Task Submit_BadFile_NamesFileLineAndColumnOfEveryProblem()
    {
        var file = Write("job.json", "{\n  \"name\": \"x\",\n  \"round\": 3\n}");

        var result = await CoordinatorAsync("job", "submit", file);

        Assert.Equal(ExitCode.BadInput, result.ExitCode);
        Assert.Contains(result.Errors, line => line.StartsWith($"{file}:3:12: round: is unknown here. Did you mean \"rounds\"?", StringComparison.Ordinal));
        Assert.True(result.Errors.Count(line => line.StartsWith(file, StringComparison.Ordinal)) > 4);
    }

    [Fact]
    public async Task DataCheck_BadCell_NamesFileLineAndColumn()
    {
        var data = Write("d.csv", "a,b,y\n1,2,no\n3,x,yes\n");
        var schema = Write("d.schema.json", """{ "columns": { "y": { "kind": "label", "values": ["no", "yes"] } }, "others": "numeric" }""");

        var bad = await ClientAsync("data", "check", data, "--schema", schema);
        Write("d.csv", "a,b,y\n1,2,no\n3,4,yes\n");
        var good = await ClientAsync("data", "check", data, "--schema", schema);

        Assert.Equal(ExitCode.BadInput, bad.ExitCode);
        Assert.Contains(bad.Output, line => line.Contains("d.csv(3): column 2 (\"b\"): \"x\" is not a finite number", StringComparison.Ordinal));
        Assert.Equal(ExitCode.Success, good.ExitCode);
    }

    [Theory]
    [InlineData("run")]
    [InlineData("status")]
    [InlineData("data", "add", "mails", "--kind", "csv", "--path", "x.csv")]
    public async Task Client_BeforeItHasJoined_SaysHowToJoin(params string[] arguments)
    {
        var result = await ClientAsync(arguments);

        Assert.Equal(ExitCode.NotFound, result.ExitCode);
        Assert.Contains("client join STRING", string.Join('\n', result.Errors), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Commands_AsJson_AreJson()
    {
        await using var federation = await TestFederation.StartAsync(sites: 1, recordsPerSite: 120);
        foreach (var arguments in (ImmutableArray<string>[])[["job", "list", "--json"], ["sites", "--json"], ["status", "--json"]])
        {
            var result = await federation.Coordinator.TryRunAsync(arguments, TestContext.Current.CancellationToken);

            Assert.Equal(ExitCode.Success, result.ExitCode);
            using var json = JsonDocument.Parse(result.Text);
            Assert.Equal(JsonValueKind.Object, json.RootElement.ValueKind);
        }
    }

    public static TheoryData<string, string[]> Helps => new()
    {
        { "coordinator", ["serve"] }, { "coordinator", ["status"] }, { "coordinator", ["invite"] }, { "coordinator", ["sites"] }, { "coordinator", ["revoke"] },
        { "coordinator", ["job", "submit"] }, { "coordinator", ["job", "list"] }, { "coordinator", ["job", "show"] }, { "coordinator", ["job", "watch"] },
        { "coordinator", ["job", "cancel"] }, { "coordinator", ["model", "export"] },
        { "client", ["join"] }, { "client", ["run"] }, { "client", ["status"] }, { "client", ["install"] }, { "client", ["policy", "check"] },
        { "client", ["data", "add"] }, { "client", ["data", "list"] }, { "client", ["data", "remove"] }, { "client", ["data", "check"] },
        { "lab", ["demo"] }, { "lab", ["batch"] },
    };

    [Theory]
    [MemberData(nameof(Helps))]
    public async Task Help_OfEveryCommand_HasAnExample(string program, string[] command)
    {
        var file = program switch { "coordinator" => ProgramFile.Coordinator, "client" => ProgramFile.Client, _ => ProgramFile.Lab };

        var result = await Command.TryRunAsync(new ProcessSpec(program, file, [.. command, "--help"]), TestContext.Current.CancellationToken);

        Assert.Equal(ExitCode.Success, result.ExitCode);
        Assert.Contains("Example", result.Text, StringComparison.Ordinal);
        Assert.Contains($"{program} {string.Join(' ', command)}", result.Text, StringComparison.Ordinal);
    }

    private Task<CommandResult> CoordinatorAsync(params string[] arguments) => Command.TryRunAsync(
        new ProcessSpec("coordinator", ProgramFile.Coordinator, [.. arguments, "--data", _directory.File("c")]), TestContext.Current.CancellationToken);

    private Task<CommandResult> ClientAsync(params string[] arguments) => Command.TryRunAsync(
        new ProcessSpec("client", ProgramFile.Client, [.. arguments, "--data", _directory.File("s")]), TestContext.Current.CancellationToken);

    private string Write(string name, string text)
    {
        File.WriteAllText(_directory.File(name), text);
        return _directory.File(name);
    }
}
