using System.IO.Compression;

namespace FederatedSecure.Learning.Data;

/// <summary>Opens files that may be compressed with gzip, which is told by their first two bytes and not by their names.</summary>
internal static class DataStream
{
    public static Stream Open(string path)
    {
        var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, 64 << 10, FileOptions.SequentialScan);
        try
        {
            var isCompressed = file.ReadByte() == 0x1F && file.ReadByte() == 0x8B;
            file.Position = 0;
            return isCompressed ? new GZipStream(file, CompressionMode.Decompress) : file;
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }
}
