using FederatedSecure.Lab.RedTeam.Runs;
using FederatedSecure.Lab.Tests.Support;

namespace FederatedSecure.Lab.Tests.RedTeam.Runs;

public class WholeFileTests
{
    [Fact]
    public void Write_OverAnOlderFile_ReplacesItAndLeavesNothingElse()
    {
        using var folder = new TemporaryFolder();
        File.WriteAllText(folder["report.json"], "much longer than before");

        WholeFile.Write(folder["report.json"], "new"u8);

        Assert.Equal("new", File.ReadAllText(folder["report.json"]));
        Assert.Equal(["report.json"], Directory.GetFileSystemEntries(folder.Path).Select(Path.GetFileName));
    }

    [Fact]
    public void Write_CannotTakeItsPlace_LeavesNothingHalfWritten()
    {
        using var folder = new TemporaryFolder();
        Directory.CreateDirectory(folder["report.json"]);

        Assert.NotNull(Record.Exception(() => WholeFile.Write(folder["report.json"], "new"u8)));

        Assert.Equal(["report.json"], Directory.GetFileSystemEntries(folder.Path).Select(Path.GetFileName));
    }
}
