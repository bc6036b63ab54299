using System.Buffers.Binary;
using System.Collections.Immutable;
using System.IO.Compression;

namespace FederatedSecure.Lab.Idx;

/// <summary>
/// Reads and writes IDX files of unsigned bytes: two zero bytes, the type 0x08, the number of dimensions, each
/// length as a big-endian 32-bit number, then the values. Files whose name ends in <c>.gz</c> are compressed.
/// </summary>
public static class IdxFile
{
    private const byte UnsignedByte = 0x08;

    /// <summary>Reads a whole file.</summary>
    /// <exception cref="InvalidDataException">The file is no IDX file of unsigned bytes, or it is cut short.</exception>
    public static IdxArray Read(string path)
    {
        using var file = File.OpenRead(path);
        using var stream = IsCompressed(path) ? new GZipStream(file, CompressionMode.Decompress) : (Stream)file;
        try
        {
            return Read(stream, path);
        }
        catch (EndOfStreamException)
        {
            throw new InvalidDataException($"{path} ends in the middle; get a fresh copy of it.");
        }
    }

    /// <summary>Writes a whole file; an existing one is replaced.</summary>
    public static void Write(string path, IdxArray array)
    {
        using var file = File.Create(path);
        using var stream = IsCompressed(path) ? new GZipStream(file, CompressionLevel.Fastest) : (Stream)file;
        Span<byte> header = stackalloc byte[4 + 4 * array.Dimensions.Length];
        header.Clear();
        header[2] = UnsignedByte;
        header[3] = checked((byte)array.Dimensions.Length);
        for (int i = 0; i < array.Dimensions.Length; i++)
        {
            BinaryPrimitives.WriteInt32BigEndian(header[(4 + 4 * i)..], array.Dimensions[i]);
        }

        stream.Write(header);
        stream.Write(array.Data);
    }

    private static bool IsCompressed(string path) => path.EndsWith(".gz", StringComparison.OrdinalIgnoreCase);

    private static IdxArray Read(Stream stream, string path)
    {
        Span<byte> word = stackalloc byte[4];
        stream.ReadExactly(word);
        if (word[0] != 0 || word[1] != 0 || word[2] != UnsignedByte || word[3] == 0)
        {
            throw new InvalidDataException($"{path} is not an IDX file of unsigned bytes: it starts with {Convert.ToHexString(word)}.");
        }

        var dimensions = ImmutableArray.CreateBuilder<int>(word[3]);
        long length = 1;
        for (int i = dimensions.Capacity; i > 0; i--)
        {
            stream.ReadExactly(word);
            int dimension = BinaryPrimitives.ReadInt32BigEndian(word);
            length = dimension < 0 ? long.MaxValue : Math.BigMul(checked((int)length), dimension);
            if (length > Array.MaxLength)
            {
                throw new InvalidDataException($"{path} claims more values than memory can hold.");
            }

            dimensions.Add(dimension);
        }

        var data = new byte[length];
        stream.ReadExactly(data);
        return stream.ReadByte() < 0
            ? new IdxArray(dimensions.MoveToImmutable(), data)
            : throw new InvalidDataException($"{path} has bytes after its last value.");
    }
}
