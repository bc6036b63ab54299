using Dapper;
using FederatedSecure.Client.Privacy;
using FederatedSecure.Client.Tests.Support;
using FederatedSecure.Hosting.Commands;
using FederatedSecure.Privacy;
using Microsoft.Data.Sqlite;

namespace FederatedSecure.Client.Tests.Privacy;

public sealed class PrivacyLedgerTests : IDisposable
{
    private static readonly DateTimeOffset Noon = new(2026, 5, 1, 12, 0, 0, TimeSpan.Zero);
    private readonly SiteFolder _site = new();

    private string Path => _site.Directory.LedgerFile;

    private string HeadPath => _site.Directory.LedgerHeadFile;

    public void Dispose() => _site.Dispose();

    [Fact]
    public void Open_AfterAppends_HasThemInOrder()
    {
        LedgerEntry[] entries = [Some(1), Some(2), Declared(), Some(3)];
        Write(entries);

        using var ledger = Open();

        Assert.Equal(entries, ledger.Entries);
    }

    [Fact]
    public void Open_SiteThatHasNeverSpent_BeginsEmptyAndForItsOwnerOnly()
    {
        using (var ledger = Open())
        {
            Assert.Empty(ledger.Entries);
        }

        if (!OperatingSystem.IsWindows())
        {
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(Path));
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(HeadPath));
        }
    }

    [Fact]
    public void Open_LedgerThatWasDeleted_IsRefused()
    {
        Write(Some(1));
        File.Delete(Path);

        Refused("is missing");
    }

    [Fact]
    public void Open_BothFilesDeleted_IsRefusedWhereTheSiteIsKnownToHaveSpent()
    {
        Write(Some(1));
        File.Delete(Path);
        File.Delete(HeadPath);

        Refused("is missing", mustExist: true);
    }

    [Fact]
    public void Open_HeadDeleted_IsRefused()
    {
        Write(Some(1));
        File.Delete(HeadPath);

        Refused("privacy.head");
    }

    [Theory]
    [InlineData("UPDATE entries SET steps = 1 WHERE sequence = 1")]
    [InlineData("UPDATE entries SET noise_multiplier = 100 WHERE sequence = 2")]
    [InlineData("UPDATE entries SET data_set = 'other' WHERE sequence = 0")]
    [InlineData("UPDATE entries SET sampling_rate = NULL WHERE sequence = 2")]
    [InlineData("UPDATE entries SET at = '2020-01-01T00:00:00.0000000Z' WHERE sequence = 0")]
    [InlineData("UPDATE entries SET at = 'yesterday' WHERE sequence = 0")]
    [InlineData("DELETE FROM entries WHERE sequence = 0")]
    [InlineData("DELETE FROM entries WHERE sequence = 1")]
    [InlineData("DELETE FROM entries WHERE sequence = 2")]
    [InlineData("DELETE FROM entries")]
    [InlineData("UPDATE entries SET sequence = 7 WHERE sequence = 2")]
    [InlineData("DROP TABLE entries")]
    public void Open_EditedLedger_IsRefused(string edit)
    {
        Write(Some(1), Some(2), Some(3));
        using (var connection = new SqliteConnection($"Data Source={Path};Pooling=False"))
        {
            connection.Execute(edit);
        }

        Refused("privacy ledger");
    }

    [Fact]
    public void Open_OlderCopyOfTheLedger_IsRefused()
    {
        Write(Some(1));
        var copy = File.ReadAllBytes(Path);
        Append(Some(2));
        File.WriteAllBytes(Path, copy);

        Refused("older copy");
    }

    [Theory]
    [InlineData("")]
    [InlineData("1")]
    [InlineData("one abcd")]
    [InlineData("1 zz")]
    [InlineData("1 00")]
    public void Open_HeadThatIsNone_IsRefused(string text)
    {
        Write(Some(1));
        File.WriteAllText(HeadPath, text);

        Refused("privacy ledger");
    }

    [Fact]
    public void Open_NoDatabaseAtAll_IsRefused()
    {
        Write(Some(1));
        File.WriteAllText(Path, "this is no database, but it is long enough to be looked at as one; this is no database, but it is long enough");

        Refused("privacy ledger");
    }

    [Fact]
    public void Open_CrashBetweenTheEntryAndTheHead_KeepsTheEntry()
    {
        Write(Some(1));
        var head = File.ReadAllBytes(HeadPath);
        Append(Some(2));
        File.WriteAllBytes(HeadPath, head);

        using (var ledger = Open())
        {
            Assert.Equal([Some(1), Some(2)], ledger.Entries);
        }

        // And the head has caught up: cutting the entry off now is noticed.
        using (var connection = new SqliteConnection($"Data Source={Path};Pooling=False"))
        {
            connection.Execute("DELETE FROM entries WHERE sequence = 1");
        }

        Refused("privacy ledger");
    }

    [Fact]
    public void Append_CheckThatThrows_WritesNothing()
    {
        Write(Some(1));
        using (var ledger = Open())
        {
            Assert.Throws<InvalidOperationException>(() => ledger.Append(Some(2), _ => throw new InvalidOperationException()));
            Assert.Single(ledger.Entries);
        }

        using var again = Open();
        Assert.Single(again.Entries);
    }

    [Fact]
    public void Append_ClockSetBack_CountsLikeAnyOther()
    {
        var (late, early) = (Some(1) with { At = Noon }, Some(2) with { At = Noon.AddYears(-10) });
        Write(late, early);

        using var ledger = Open();

        Assert.Equal([late, early], ledger.Entries);
    }

    [Fact]
    public void Open_ReadOnlyLedger_IsRefusedWithAnotherRemedyThanALostOne()
    {
        Assert.SkipWhen(Environment.IsPrivilegedProcess, "An administrator may write what is read-only: run this as somebody else.");
        Write(Some(1));
        File.SetAttributes(Path, FileAttributes.ReadOnly);

        var exception = Assert.Throws<CommandException>(() => Open());

        Assert.Equal(ExitCode.Resource, exception.ExitCode);
        Assert.Contains("the right to write", exception.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("client privacy declare", exception.Message, StringComparison.Ordinal);
        File.SetAttributes(Path, FileAttributes.Normal);
    }

    [Fact]
    public void Open_DirectoryInItsPlace_IsRefused()
    {
        Directory.CreateDirectory(Path);
        File.WriteAllText(HeadPath, "0 00");

        Assert.Throws<CommandException>(() => Open());
    }

    [Fact]
    public void Append_DatabaseThatCannotBeWritten_SaysSoAndTheEntryIsNotThere()
    {
        using var ledger = Open();
        // Another process that holds the file locked, as a backup program might: SQLite gives up after its patience.
        using (var connection = new SqliteConnection($"Data Source={Path};Pooling=False"))
        {
            connection.Open();
            connection.Execute("DROP TABLE entries");
        }

        Assert.Throws<LedgerException>(() => ledger.Append(Some(1)));
        Assert.Empty(ledger.Entries);
    }

    private static LedgerEntry Some(int round) =>
        new(Noon.AddMinutes(round), "mails", "j-1", "spam", (uint)round, 1, new SampledGaussian(0.1, 1.25, 10 * round), 1_000);

    private static LedgerEntry Declared() => new(Noon, "mails", "", "published statistics", 0, 0, null, 0, new PrivacyBudget(0.5, 1e-7));

    private PrivacyLedger Open(bool mustExist = false) => PrivacyLedger.Open(_site.Directory, mustExist);

    private void Write(params LedgerEntry[] entries)
    {
        foreach (var entry in entries)
        {
            Append(entry);
        }
    }

    private void Append(LedgerEntry entry)
    {
        using var ledger = Open();
        ledger.Append(entry);
    }

    private void Refused(string text, bool mustExist = false)
    {
        var exception = Assert.Throws<CommandException>(() => Open(mustExist));
        Assert.Contains(text, exception.Message, StringComparison.Ordinal);
        Assert.Contains("client privacy declare", exception.Message, StringComparison.Ordinal);
    }
}
