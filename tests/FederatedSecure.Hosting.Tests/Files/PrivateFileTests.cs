using FederatedSecure.Hosting.Files;

namespace FederatedSecure.Hosting.Tests.Files;

public sealed class PrivateFileTests : IDisposable
{
    private const UnixFileMode Owner = UnixFileMode.UserRead | UnixFileMode.UserWrite;
    private readonly string _directory = Directory.CreateTempSubdirectory("fs-").FullName;

    public void Dispose() => Directory.Delete(_directory, recursive: true);

    [Fact]
    public void Write_NewFile_IsForItsOwnerOnly()
    {
        var path = Path.Combine(_directory, "key.pem");

        PrivateFile.Write(path, "secret");

        Assert.Equal("secret", File.ReadAllText(path));
        AssertMode(Owner, path);
    }

    [Fact]
    public void Write_OverAFileThatOthersCouldRead_TakesItOutOfTheirReach()
    {
        var path = Path.Combine(_directory, "key.pem");
        File.WriteAllText(path, "old and longer than the new one");
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(path, Owner | UnixFileMode.OtherRead | UnixFileMode.GroupRead);
        }

        PrivateFile.Write(path, "new");

        Assert.Equal("new", File.ReadAllText(path));
        AssertMode(Owner, path);
        Assert.Equal([path], Directory.GetFiles(_directory));
    }

    [Fact]
    public void Write_OverALeftoverThatOthersCanRead_TakesItOutOfTheirReach()
    {
        var path = Path.Combine(_directory, "key.pem");
        var leftover = $"{path}.{Environment.ProcessId}.tmp";
        File.WriteAllText(leftover, "of a process that died");
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(leftover, Owner | UnixFileMode.OtherRead);
        }

        PrivateFile.Write(path, "secret");

        AssertMode(Owner, path);
    }

    [Fact]
    public void Write_IntoADirectoryThatIsNotThere_LeavesNothingBehind()
    {
        Assert.ThrowsAny<IOException>(() => PrivateFile.Write(Path.Combine(_directory, "missing", "key.pem"), "secret"));

        Assert.Empty(Directory.GetFileSystemEntries(_directory));
    }

    [Fact]
    public void CreateDirectory_NewDirectories_AreForTheirOwnerOnly()
    {
        var path = Path.Combine(_directory, "above", "below");

        PrivateFile.CreateDirectory(path);

        AssertMode(Owner | UnixFileMode.UserExecute, path);
    }

    [Fact]
    public void Restrict_FileThatOthersCanRead_TakesItOutOfTheirReach()
    {
        var path = Path.Combine(_directory, "file");
        File.WriteAllText(path, "");
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(path, Owner | UnixFileMode.OtherWrite);
        }

        PrivateFile.Restrict(path);

        AssertMode(Owner, path);
    }

    private static void AssertMode(UnixFileMode expected, string path)
    {
        if (!OperatingSystem.IsWindows())
        {
            Assert.Equal(expected, File.GetUnixFileMode(path));
        }
    }
}
