namespace FederatedSecure.Lab.RedTeam.Runs;

/// <summary>Writes files whole or not at all: what stands under the name is always complete, also after a full disk or a power cut.</summary>
internal static class WholeFile
{
    /// <summary>Writes.</summary>
    /// <exception cref="IOException">It cannot be written; what stood under the name before still does.</exception>
    public static void Write(string path, ReadOnlySpan<byte> content)
    {
        var part = path + ".part";
        var isWhole = false;
        try
        {
            using (var file = new FileStream(part, FileMode.Create, FileAccess.Write, FileShare.None))
            {
                file.Write(content);
                file.Flush(flushToDisk: true);
            }

            File.Move(part, path, overwrite: true);
            isWhole = true;
        }
        finally
        {
            if (!isWhole)
            {
                File.Delete(part);
            }
        }
    }
}
