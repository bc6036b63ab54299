using FederatedSecure.Client.Prediction.Log;
using FederatedSecure.Hosting.Commands;
using FederatedSecure.Hosting.Files;

namespace FederatedSecure.Client.Tests.Prediction;

public sealed class PredictionLogTests : IDisposable
{
    private readonly TemporaryLog _log = new();

    [Fact]
    public void Open_AfterAnEnd_GoesOnWithTheChain()
    {
        _log.Write(3);
        _log.Write(2);

        var found = _log.Verify();

        Assert.Null(found.Problem);
        Assert.Equal(5, found.Lines);
    }

    [Fact]
    public void Open_AfterACrashInTheMiddleOfALine_CutsItOff()
    {
        _log.Write(2);
        File.AppendAllText(_log.Files.Part(1), """{"sequence":3,"at":"2026-""");

        _log.Write(1);

        Assert.Null(_log.Verify().Problem);
        Assert.Equal(3, _log.Verify().Lines);
    }

    [Fact]
    public void Open_EndCutOff_RefusesToGoOn()
    {
        _log.Write(3);
        _log.Tamper(1, lines => lines.SkipLast(1));

        var exception = Assert.Throws<CommandException>(() => _log.Write(1));

        Assert.Equal(ExitCode.BadInput, exception.ExitCode);
        Assert.Contains("ends with line 2, but its head says 3", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Open_KeyLost_DoesNotMakeANewOne()
    {
        _log.Write(1);
        File.Delete(_log.Files.Key);

        Assert.Equal(ExitCode.NotFound, Assert.Throws<CommandException>(() => _log.Write(1)).ExitCode);
        Assert.False(File.Exists(_log.Files.Key));
    }

    [Fact]
    public void Open_Twice_IsRefused()
    {
        using var first = PredictionLog.Open(_log.Files.Folder);

        Assert.Equal(ExitCode.Resource, Assert.Throws<CommandException>(() => PredictionLog.Open(_log.Files.Folder)).ExitCode);
    }

    [Fact]
    public void Append_DiskFull_LeavesNoHalfLineAndGoesOnWhenThereIsRoom()
    {
        FullDisk? disk = null;
        using (var log = PredictionLog.Open(_log.Files.Folder, open: path => disk = new FullDisk(PrivateFile.Append(path))))
        {
            log.Append([TemporaryLog.Entry(0)]);
            disk!.Room = 100;
            Assert.Throws<IOException>(() => log.Append([TemporaryLog.Entry(1)]));
            disk.Room = long.MaxValue;
            log.Append([TemporaryLog.Entry(2)]);
        }

        var found = _log.Verify();

        Assert.Null(found.Problem);
        Assert.Equal(2, found.Lines);
    }

    [Fact]
    public void Create_Files_AreTheirOwnersOnly()
    {
        if (OperatingSystem.IsWindows())
        {
            Assert.Skip("Windows has no such modes.");
            return;
        }

        _log.Write(1);

        foreach (var path in new[] { _log.Files.Key, _log.Files.Head, _log.Files.Part(1) })
        {
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(path));
        }
    }

    /// <summary>Equal inputs have equal fingerprints under one key, and others under another: they cannot be tried out without it.</summary>
    [Fact]
    public void Fingerprint_Inputs_DependsOnValuesAndKey()
    {
        PredictionKeys.Create(_log.Files.Key);
        using var keys = PredictionKeys.Read(_log.Files.Key);
        PredictionKeys.Create(_log.Files.Key);
        using var others = PredictionKeys.Read(_log.Files.Key);

        Assert.Equal(keys.Fingerprint([0f, 1.5f]), keys.Fingerprint([-0f, 1.5f]));
        Assert.NotEqual(keys.Fingerprint([0f, 1.5f]), keys.Fingerprint([1.5f, 0f]));
        Assert.NotEqual(keys.Fingerprint([0f, 1.5f]), others.Fingerprint([0f, 1.5f]));
    }

    public void Dispose() => _log.Dispose();
}
