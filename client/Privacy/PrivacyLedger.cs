using System.Collections.Immutable;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Dapper;
using FederatedSecure.Client.Configuration;
using FederatedSecure.Hosting.Commands;
using FederatedSecure.Hosting.Files;
using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace FederatedSecure.Client.Privacy;

/// <summary>
/// What the site's data sets have spent, one entry for every training, on disk before the training begins: a crash can count a
/// training that gave nothing, and never forget one that did.
/// </summary>
/// <remarks>
/// <para>An SQLite file. Each entry carries SHA-256 of the one before and of its own fields, and a small file beside the ledger
/// carries the last of these links: a ledger that was edited, cut or put back from an older copy is noticed, and nothing is trained
/// until its owner has said what to go on from (<c>client privacy declare</c>). Against the owner, who can rewrite both
/// files, it protects nothing, and need not: the budget is the owner's.</para>
/// <para>Times are written down for people. Nothing is computed from them, so that a clock set back changes nothing.</para>
/// </remarks>
public sealed class PrivacyLedger : IDisposable
{
    private const string Schema = """
        CREATE TABLE IF NOT EXISTS entries (sequence INTEGER PRIMARY KEY, at TEXT NOT NULL, data_set TEXT NOT NULL, job TEXT NOT NULL,
            job_name TEXT NOT NULL, round INTEGER NOT NULL, attempt INTEGER NOT NULL, sampling_rate REAL, noise_multiplier REAL, steps INTEGER,
            records INTEGER NOT NULL, epsilon REAL, delta REAL, seeded INTEGER NOT NULL, link BLOB NOT NULL) STRICT;
        """;

    private const string Everything = """
        SELECT sequence, at, data_set DataSet, job, job_name JobName, round, attempt, sampling_rate SamplingRate, noise_multiplier NoiseMultiplier,
            steps, records, epsilon, delta, seeded, link FROM entries ORDER BY sequence
        """;

    private const string Recovery =
        "Restore privacy.db and privacy.head from a backup that is not older than the last training. Without one, move them away and write down what may "
        + "be spent: client privacy declare --set NAME --epsilon E --spent-delta D. Until then nothing is trained.";

    // SQLITE_CANTOPEN.
    private const int CannotOpen = 14;

    private readonly Lock _lock = new();
    private readonly SqliteConnection _connection;
    private readonly string _path;
    private readonly string _headPath;
    private ImmutableArray<LedgerEntry> _entries = [];
    private byte[] _head = new byte[SHA256.HashSizeInBytes];

    private PrivacyLedger(SqliteConnection connection, string path, string headPath) => (_connection, _path, _headPath) = (connection, path, headPath);

    /// <summary>All entries, oldest first.</summary>
    public ImmutableArray<LedgerEntry> Entries
    {
        get
        {
            lock (_lock)
            {
                return _entries;
            }
        }
    }

    /// <summary>Opens a site's ledger, and makes it where there has never been one.</summary>
    /// <param name="directory">The site's directory.</param>
    /// <param name="mustExist">Whether the site is known to have spent something: then a ledger that is not there is one that was lost.</param>
    /// <exception cref="CommandException">It is missing, cut, edited, or cannot be written.</exception>
    public static PrivacyLedger Open(ClientDirectory directory, bool mustExist)
    {
        var (path, headPath) = (directory.LedgerFile, directory.LedgerHeadFile);
        if (!File.Exists(path) && (mustExist || File.Exists(headPath)))
        {
            throw Unusable($"The privacy ledger {path} is missing, and this site has spent privacy before.");
        }

        if (File.Exists(path) && !File.Exists(headPath))
        {
            throw Unusable($"{headPath}, which says where the privacy ledger ends, is missing.");
        }

        try
        {
            return OpenFile(path, headPath);
        }
        catch (Exception exception) when (exception is UnauthorizedAccessException or SqliteException { SqliteErrorCode: CannotOpen })
        {
            throw Unwritable(path, exception.Message, exception);
        }
        catch (Exception exception) when (exception is SqliteException or IOException or FormatException or ArgumentException)
        {
            throw Unusable($"The privacy ledger {path} cannot be read and written: {exception.Message}", exception);
        }
    }

    /// <summary>Writes an entry. It is on disk when this returns.</summary>
    /// <param name="entry">What will be spent.</param>
    /// <param name="check">Looks at the entries so far, with nobody else writing; throws what speaks against it.</param>
    /// <exception cref="LedgerException">It could not be written.</exception>
    public void Append(LedgerEntry entry, Action<ImmutableArray<LedgerEntry>>? check = null)
    {
        lock (_lock)
        {
            check?.Invoke(_entries);
            var link = LinkOf(_head, entry);
            try
            {
                _connection.Execute(
                    """
                    INSERT INTO entries (sequence, at, data_set, job, job_name, round, attempt, sampling_rate, noise_multiplier, steps, records, epsilon, delta, seeded, link)
                    VALUES (@Sequence, @At, @DataSet, @Job, @JobName, @Round, @Attempt, @SamplingRate, @NoiseMultiplier, @Steps, @Records, @Epsilon, @Delta, @Seeded, @Link)
                    """,
                    LedgerRow.Of(entry, _entries.Length, link));
                // From here on it counts, even if the next line fails.
                (_entries, _head) = (_entries.Add(entry), link);
                WriteHead(_entries.Length, link);
            }
            catch (Exception exception) when (exception is SqliteException or IOException or UnauthorizedAccessException)
            {
                throw new LedgerException(
                    $"The privacy ledger {_path} cannot be written: {exception.Message} Nothing is trained until it can: look for a full disk or missing rights.", exception);
            }
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _connection.Dispose();

    private static PrivacyLedger OpenFile(string path, string headPath)
    {
        var isNew = !File.Exists(path);
        if (isNew)
        {
            // With rights for the owner only, before SQLite writes anything into it.
            using var file = PrivateFile.Create(path);
        }

        var connection = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = path, Pooling = false, Mode = SqliteOpenMode.ReadWrite }.ToString());
        try
        {
            connection.Open();
            connection.Execute("PRAGMA journal_mode = DELETE; PRAGMA synchronous = FULL; PRAGMA busy_timeout = 5000;");
            connection.Execute(Schema);
            // SQLite opens for reading what it may not write: better to hear of it now than when a plan has been accepted.
            if (raw.sqlite3_db_readonly(connection.Handle, "main") == 1)
            {
                throw Unwritable(path, "it is read-only.");
            }

            var ledger = new PrivacyLedger(connection, path, headPath);
            ledger.Load(isNew);
            return ledger;
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    private void Load(bool isNew)
    {
        var (count, head) = isNew ? (0, _head) : ReadHead();
        var found = count == 0 && _head.AsSpan().SequenceEqual(head);
        foreach (var row in _connection.Query<LedgerRow>(Everything))
        {
            var entry = row.ToEntry();
            var link = LinkOf(_head, entry);
            if (row.Sequence != _entries.Length || !CryptographicOperations.FixedTimeEquals(link, row.Link))
            {
                throw Unusable($"Entry {row.Sequence} of the privacy ledger {_path} is not what was written: the file was edited or damaged.");
            }

            (_entries, _head) = (_entries.Add(entry), link);
            found |= _entries.Length == count && link.AsSpan().SequenceEqual(head);
        }

        if (!found)
        {
            throw Unusable($"The privacy ledger {_path} ends before its last entry, or is an older copy: {count} entries were written.");
        }

        // A crash between the two writes leaves an entry that the head does not know of yet; it counts.
        if (isNew || _entries.Length != count)
        {
            WriteHead(_entries.Length, _head);
        }
    }

    /// <summary>Nothing is lost, so there is nothing to restore.</summary>
    private static CommandException Unwritable(string path, string reason, Exception? inner = null) => new(
        ExitCode.Resource,
        $"The privacy ledger {path} cannot be written: {reason}",
        "Give the user that the client runs as the right to write privacy.db, privacy.head and their directory, and look for a file system that is "
        + "mounted read-only. Until then nothing is trained.",
        inner);

    private static CommandException Unusable(string message, Exception? inner = null) => new(ExitCode.BadInput, message, Recovery, inner);

    private (int Count, byte[] Head) ReadHead()
    {
        var parts = File.ReadAllText(_headPath).Split(' ', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        return parts.Length == 2 && int.TryParse(parts[0], CultureInfo.InvariantCulture, out var count)
            ? (count, Convert.FromHexString(parts[1]))
            : throw new FormatException($"{_headPath} does not hold a number and a digest.");
    }

    private void WriteHead(int count, byte[] link) => PrivateFile.Write(_headPath, string.Create(CultureInfo.InvariantCulture, $"{count} {Convert.ToHexStringLower(link)}\n"));

    private static byte[] LinkOf(byte[] previous, LedgerEntry entry)
    {
        // Texts with their lengths, numbers in their shortest exact form: no two entries give the same bytes.
        var text = new StringBuilder();
        object?[] fields =
        [
            entry.At.UtcDateTime.ToString("O", CultureInfo.InvariantCulture), entry.DataSet, entry.Job, entry.JobName, entry.Round, entry.Attempt, entry.Event?.SamplingRate,
            entry.Event?.NoiseMultiplier, entry.Event?.Steps, entry.Records, entry.Declared?.Epsilon, entry.Declared?.Delta, entry.IsSeeded,
        ];
        foreach (var field in fields)
        {
            var value = Convert.ToString(field, CultureInfo.InvariantCulture)!;
            text.Append(CultureInfo.InvariantCulture, $"{value.Length}:{value};");
        }

        return SHA256.HashData([.. previous, .. Encoding.UTF8.GetBytes(text.ToString())]);
    }
}
