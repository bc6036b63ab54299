using Microsoft.Data.Sqlite;

namespace FederatedSecure.Coordinator.Storage;

/// <summary>Tells a full disk from other troubles.</summary>
internal static class StorageErrors
{
    private const int ErrorNoSpace = 28;      // ENOSPC
    private const int ErrorQuota = 122;       // EDQUOT
    private const int WindowsDiskFull = 112;  // ERROR_DISK_FULL
    private const int SqliteFull = 13;        // SQLITE_FULL

    /// <summary>Whether the trouble is that there is no room.</summary>
    public static bool IsFull(Exception exception) => exception switch
    {
        SqliteException sqlite => sqlite.SqliteErrorCode == SqliteFull,
        IOException io => (io.HResult & 0xFFFF) is ErrorNoSpace or ErrorQuota or WindowsDiskFull,
        _ => false,
    };

    /// <summary>Whether the trouble lies with the disk or the database, so that the same thing may work later.</summary>
    public static bool IsStorage(Exception exception) => exception is IOException or SqliteException;

    /// <summary>The exception for a disk that is not full yet, but too full for what is to be written.</summary>
    public static IOException NoRoomFor(long bytes) => new($"There is no room for {bytes:N0} bytes.", ErrorNoSpace);
}
