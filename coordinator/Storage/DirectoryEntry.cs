using System.ComponentModel;
using System.Runtime.InteropServices;

namespace FederatedSecure.Coordinator.Storage;

/// <summary>
/// Brings the names in a directory to disk. Flushing a file secures its bytes; that it has its new name after a power cut is
/// only certain when the directory was flushed, too. .NET has no call for that. On Windows the file system's journal sees to it.
/// </summary>
internal static partial class DirectoryEntry
{
    private const int ReadOnly = 0;

    /// <summary>Flushes a directory.</summary>
    /// <exception cref="IOException">The disk failed.</exception>
    public static void Flush(string directory)
    {
        if (OperatingSystem.IsWindows())
        {
            return;
        }

        var descriptor = Open(directory, ReadOnly);
        if (descriptor < 0)
        {
            throw Failure(directory);
        }

        try
        {
            if (Fsync(descriptor) != 0)
            {
                throw Failure(directory);
            }
        }
        finally
        {
            _ = Close(descriptor);
        }
    }

    private static IOException Failure(string directory)
    {
        var error = Marshal.GetLastPInvokeError();
        return new IOException($"{directory} could not be flushed: {new Win32Exception(error).Message}", error);
    }

    [LibraryImport("libc", EntryPoint = "open", StringMarshalling = StringMarshalling.Utf8, SetLastError = true)]
    private static partial int Open(string path, int flags);

    [LibraryImport("libc", EntryPoint = "fsync", SetLastError = true)]
    private static partial int Fsync(int descriptor);

    [LibraryImport("libc", EntryPoint = "close", SetLastError = true)]
    private static partial int Close(int descriptor);
}
