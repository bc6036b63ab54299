namespace FederatedSecure.Hosting.Files;

/// <summary>Makes sure that only one process works in a data directory. Ends with the process, however it ends.</summary>
public sealed class DirectoryLock : IDisposable
{
    private readonly FileStream _file;

    private DirectoryLock(FileStream file) => _file = file;

    /// <summary>Takes the directory's lock; null if another process has it.</summary>
    /// <exception cref="IOException">The lock file cannot be made.</exception>
    /// <exception cref="UnauthorizedAccessException">The directory is not writable.</exception>
    public static DirectoryLock? TryTake(string directory)
    {
        var path = Path.Combine(directory, "lock");
        // Tells a lock that is taken from a file that cannot be made.
        var existed = File.Exists(path);
        try
        {
            return new DirectoryLock(new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None));
        }
        catch (IOException) when (existed && Directory.Exists(directory))
        {
            return null;
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _file.Dispose();
}
