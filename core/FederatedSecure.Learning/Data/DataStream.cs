using System.IO.Compression;

namespace FederatedSecure.Learning.Data;

/// <summary>Reads files that may be compressed with gzip, which is told by their first two bytes and not by their names.</summary>
internal static class DataStream
{
    /// <summary>Deflate makes at most 1,032 bytes out of one, so a size beyond this is a lie that costs no memory to refuse.</summary>
    private const long LargestExpansion = 1032;

    /// <summary>Values that one data set may have: 4 GiB as 32-bit floats.</summary>
    public const long MostValues = 1L << 30;

    /// <summary>Opens, reads and closes a file.</summary>
    /// <param name="path">The file.</param>
    /// <param name="read">Gets the uncompressed stream and the most bytes that can come out of it.</param>
    /// <exception cref="DataException">It cannot be read; the message names it.</exception>
    public static T Read<T>(string path, Func<Stream, long, T> read)
    {
        try
        {
            using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, 64 << 10, FileOptions.SequentialScan);
            var isCompressed = file.ReadByte() == 0x1F && file.ReadByte() == 0x8B;
            file.Position = 0;
            if (!isCompressed)
            {
                return read(file, file.Length);
            }

            using var plain = new GZipStream(file, CompressionMode.Decompress);
            return read(plain, file.Length * LargestExpansion);
        }
        catch (Exception exception) when (Explain(exception) is { } problem)
        {
            throw new DataException(path, 0, problem, exception);
        }
    }

    /// <summary>What an operator can do about a file that cannot be read; null for exceptions that are not about files.</summary>
    public static string? Explain(Exception exception) => exception switch
    {
        FileNotFoundException or DirectoryNotFoundException => "this file does not exist: correct the path.",
        UnauthorizedAccessException => "this may not be read: it is a folder, or the account that runs this program lacks the right.",
        InvalidDataException => "this gzip file is damaged or cut off: copy it again.",
        IOException => $"this could not be read: {exception.Message}",
        _ => null,
    };
}
