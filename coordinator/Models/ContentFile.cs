using FederatedSecure.Coordinator.Storage;
using FederatedSecure.Cryptography.Content;

namespace FederatedSecure.Coordinator.Models;

/// <summary>Makes files that are named by the SHA-256 of their content.</summary>
internal static class ContentFile
{
    /// <summary>The ending of files that are not whole yet.</summary>
    public const string Unfinished = ".tmp";

    /// <summary>
    /// Stores what a writer writes. The file is on disk under its final name, whole, before this returns, whatever happens to the
    /// machine afterwards; the same content twice is the same file.
    /// </summary>
    public static ContentManifest Store(string directory, Action<FileStream> write)
    {
        var temporary = Path.Combine(directory, $"{Guid.CreateVersion7():N}{Unfinished}");
        try
        {
            using (var file = new FileStream(temporary, FileMode.CreateNew, FileAccess.ReadWrite, FileShare.None, bufferSize: 0))
            {
                write(file);
                file.Flush(flushToDisk: true);
            }

            var manifest = ContentManifest.OfFile(temporary);
            File.Move(temporary, Path.Combine(directory, manifest.Digest.ToString()), overwrite: true);
            DirectoryEntry.Flush(directory);
            return manifest;
        }
        catch
        {
            File.Delete(temporary);
            throw;
        }
    }
}
