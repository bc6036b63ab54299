using Microsoft.Data.Sqlite;

namespace FederatedSecure.Coordinator.Storage;

/// <summary>
/// The coordinator's control state: one SQLite file. Bytes (models, updates) lie in files beside it.
/// </summary>
/// <remarks>
/// One connection, one user of it at a time: the state is small, writes are few, and SQLite has one writer anyway. Write-ahead
/// logging with full synchronization: what was committed is there after a power cut too, because receipts and publications are
/// promised to others.
/// </remarks>
public sealed class Database : IDisposable
{
    private const int SchemaVersion = 3;

    private const string Schema = """
        CREATE TABLE sites (name TEXT PRIMARY KEY, revoked INTEGER NOT NULL, last_seen INTEGER NOT NULL, version TEXT NOT NULL,
            data_sets TEXT NOT NULL, problem TEXT NOT NULL) STRICT;
        CREATE TABLE invites (token_hash BLOB PRIMARY KEY, site TEXT NOT NULL, expires_at INTEGER NOT NULL, used_at INTEGER) STRICT;
        CREATE TABLE certificates (fingerprint BLOB PRIMARY KEY, site TEXT NOT NULL, not_after INTEGER NOT NULL) STRICT;
        CREATE TABLE jobs (id TEXT PRIMARY KEY, file BLOB NOT NULL, initial_model BLOB NOT NULL, submitted_at INTEGER NOT NULL,
            summary BLOB) STRICT;
        CREATE INDEX jobs_running ON jobs (id) WHERE summary IS NULL;
        CREATE TABLE events (job TEXT NOT NULL, sequence INTEGER NOT NULL, at INTEGER NOT NULL, recorded_at INTEGER NOT NULL,
            body BLOB NOT NULL, PRIMARY KEY (job, sequence)) STRICT, WITHOUT ROWID;
        CREATE TABLE publications (job TEXT NOT NULL, round INTEGER NOT NULL, model BLOB NOT NULL, PRIMARY KEY (job, round)) STRICT;
        CREATE TABLE plans (job TEXT NOT NULL, round INTEGER NOT NULL, attempt INTEGER NOT NULL, body BLOB NOT NULL,
            PRIMARY KEY (job, round, attempt)) STRICT;
        CREATE TABLE receipts (job TEXT NOT NULL, round INTEGER NOT NULL, attempt INTEGER NOT NULL, site TEXT NOT NULL,
            signature BLOB NOT NULL, PRIMARY KEY (job, round, attempt, site)) STRICT, WITHOUT ROWID;
        CREATE TABLE models (digest BLOB PRIMARY KEY, length INTEGER NOT NULL, chunks BLOB NOT NULL) STRICT;
        CREATE TABLE traffic (job TEXT NOT NULL, round INTEGER NOT NULL, attempt INTEGER NOT NULL, bytes_down INTEGER NOT NULL,
            PRIMARY KEY (job, round, attempt)) STRICT;
        """;

    // What version 2 added.
    private const string EncryptionSchema = """
        CREATE TABLE envelope_keys (site TEXT PRIMARY KEY, body BLOB NOT NULL) STRICT;
        """;

    // What version 3 added.
    private const string ReleaseSchema = """
        ALTER TABLE sites ADD COLUMN role TEXT NOT NULL DEFAULT 'site';
        ALTER TABLE invites ADD COLUMN role TEXT NOT NULL DEFAULT 'site';
        CREATE TABLE candidates (job TEXT NOT NULL, number INTEGER NOT NULL, model BLOB NOT NULL, round INTEGER NOT NULL, nonce BLOB NOT NULL,
            approved_by TEXT NOT NULL, note TEXT NOT NULL, created_at INTEGER NOT NULL, status INTEGER NOT NULL, reason TEXT NOT NULL,
            decided_at INTEGER NOT NULL, release BLOB, PRIMARY KEY (job, number)) STRICT;
        CREATE UNIQUE INDEX candidates_of_rounds ON candidates (job, round) WHERE approved_by = '';
        CREATE INDEX candidates_waiting ON candidates (job, number) WHERE status = 1;
        CREATE TABLE candidate_reports (job TEXT NOT NULL, number INTEGER NOT NULL, evaluator TEXT NOT NULL, verdict INTEGER NOT NULL,
            reason TEXT NOT NULL, digest BLOB, length INTEGER NOT NULL, certificate BLOB, signature BLOB, received_at INTEGER NOT NULL,
            PRIMARY KEY (job, number, evaluator)) STRICT, WITHOUT ROWID;
        CREATE TABLE candidate_events (job TEXT NOT NULL, number INTEGER NOT NULL, at INTEGER NOT NULL, status INTEGER NOT NULL,
            reason TEXT NOT NULL) STRICT;
        CREATE INDEX candidate_events_of ON candidate_events (job, number);
        """;

    private readonly Lock _lock = new();
    private readonly SqliteConnection _connection;

    private Database(SqliteConnection connection) => _connection = connection;

    /// <summary>Opens the database, and makes it on first use.</summary>
    /// <exception cref="InvalidDataException">It was written by a later version.</exception>
    public static Database Open(string path)
    {
        var connection = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = path, Pooling = false }.ToString());
        connection.Open();
        var database = new Database(connection);
        database.Execute("PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON; PRAGMA busy_timeout = 5000;");
        database.Migrate(path);
        return database;
    }

    /// <summary>Uses the connection alone.</summary>
    public T Use<T>(Func<SqliteConnection, T> work)
    {
        lock (_lock)
        {
            return work(_connection);
        }
    }

    /// <summary>Uses the connection alone, in one transaction: all of it happens, or nothing.</summary>
    public T InTransaction<T>(Func<SqliteConnection, SqliteTransaction, T> work)
    {
        lock (_lock)
        {
            using var transaction = _connection.BeginTransaction();
            var result = work(_connection, transaction);
            transaction.Commit();
            return result;
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        lock (_lock)
        {
            _connection.Dispose();
        }
    }

    private void Migrate(string path)
    {
        var version = Use(connection =>
        {
            using var command = connection.CreateCommand();
            command.CommandText = "PRAGMA user_version";
            return (long)command.ExecuteScalar()!;
        });
        if (version > SchemaVersion)
        {
            throw new InvalidDataException(
                $"{path} was written by a later version (schema {version}, this one knows {SchemaVersion}). Install that version again, or restore a backup.");
        }

        var missing = version switch
        {
            0 => Schema + EncryptionSchema + ReleaseSchema,
            1 => EncryptionSchema + ReleaseSchema,
            2 => ReleaseSchema,
            _ => "",
        };
        if (missing.Length > 0)
        {
            Execute($"BEGIN; {missing} PRAGMA user_version = {SchemaVersion}; COMMIT;");
        }
    }

    private void Execute(string statements) => Use(connection =>
    {
        using var command = connection.CreateCommand();
#pragma warning disable CA2100 // Constants of this class only.
        command.CommandText = statements;
#pragma warning restore CA2100
        return command.ExecuteNonQuery();
    });
}
