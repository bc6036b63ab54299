using System.Text;
using FederatedSecure.Coordinator.Commands;
using FederatedSecure.Coordinator.Tests.Support;
using FederatedSecure.Hosting.Commands;
using FederatedSecure.Rounds.Jobs;

namespace FederatedSecure.Coordinator.Tests.Releases;

public sealed class GateFileTests : IDisposable
{
    private const string Gate = """
        {
          // Comments are for people.
          "name": "ward gate",
          "rules": [ { "measurement": "utility.clean.accuracy", "atLeast": 0.9 }, ],
        }
        """;

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("fs-gate-");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public void Inline_OfAJobThatNamesAFile_PutsTheGateInItsPlaceAndKeepsTheLines()
    {
        File.WriteAllText(Path.Combine(_folder.FullName, "gate.json"), Gate, Encoding.UTF8);
        var job = Job("\"gate.json\"");

        var inlined = GateFile.Inline(job, _folder.FullName);

        var spec = JobFileReader.Parse(inlined).Spec;
        Assert.Equal("ward gate", spec!.Release!.Gate.Name);
        Assert.Equal(0.9, spec.Release.Gate.Rules.Single().AtLeast);
        Assert.Equal(job.Count(value => value == '\n'), inlined.Count(value => value == '\n'));
    }

    [Fact]
    public void Inline_OfAJobWithAGateOrWithoutARelease_ChangesNothing()
    {
        foreach (var job in (byte[][])[Job(Gate), Encoding.UTF8.GetBytes(JobText.Of()), [.. "{ \"release\": "u8], [.. "{ \"gate\": \"x\" }"u8], [0xFF]])
        {
            Assert.Equal(job, GateFile.Inline(job, _folder.FullName));
        }
    }

    [Fact]
    public void Inline_OfAFileThatIsNotThere_SaysWhere()
    {
        var exception = Assert.Throws<CommandException>(() => GateFile.Inline(Job("\"lost.json\""), _folder.FullName));

        Assert.Equal(ExitCode.NotFound, exception.ExitCode);
        Assert.Contains(Path.Combine(_folder.FullName, "lost.json"), exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Inline_OfAFileThatIsNoGate_NamesItsLine()
    {
        var path = Path.Combine(_folder.FullName, "gate.json");
        File.WriteAllText(path, "{\n \"rules\": [\n { \"measurement\": \"x\" } ] }");

        var exception = Assert.Throws<CommandException>(() => GateFile.Inline(Job("\"gate.json\""), _folder.FullName));

        Assert.Equal(ExitCode.BadInput, exception.ExitCode);
        Assert.StartsWith($"{path}:3: rules[0]", exception.Message, StringComparison.Ordinal);
    }

    private static byte[] Job(string gate) => Encoding.UTF8.GetBytes(JobText.Of(release: $$"""{ "evaluators": ["red-team"], "gate": {{gate}} }"""));
}
