using System.Buffers.Binary;
using System.Runtime.InteropServices;

namespace FederatedSecure.Cryptography.Lattice.Seal;

/// <summary>
/// Reads SEAL's bytes, which anybody may have written: every length is checked against what is there before anything is
/// allocated or skipped.
/// </summary>
/// <param name="bytes">One whole object.</param>
/// <param name="what">Name of the object, for messages.</param>
internal ref struct SealReader(ReadOnlySpan<byte> bytes, string what)
{
    private readonly ReadOnlySpan<byte> _bytes = bytes;
    private int _position;

    public readonly int Remaining => _bytes.Length - _position;

    /// <summary>Reads the header of the object itself, which is all of the bytes.</summary>
    public void ReadOuterHeader()
    {
        var header = ReadHeader();
        if (header.Size != (ulong)_bytes.Length)
        {
            throw Problem($"its header says {header.Size} bytes, but there are {_bytes.Length}: the file is cut short or something follows it");
        }
    }

    /// <summary>Reads the header of an object inside, which must have this many bytes.</summary>
    public void ReadInnerHeader(ulong size)
    {
        var header = ReadHeader();
        if (header.Size != size)
        {
            throw Problem($"an object inside has {header.Size} bytes instead of {size}");
        }
    }

    public byte ReadByte() => Take(1)[0];

    public ulong ReadUInt64() => BinaryPrimitives.ReadUInt64LittleEndian(Take(sizeof(ulong)));

    public double ReadDouble() => BinaryPrimitives.ReadDoubleLittleEndian(Take(sizeof(double)));

    public byte[] ReadBytes(int count) => Take(count).ToArray();

    /// <summary>Reads a SEAL DynArray that must fill the rest of the object.</summary>
    /// <param name="expected">The number of words that the fields before it promise.</param>
    public ulong[] ReadLastWords(ulong expected)
    {
        const ulong overhead = SealHeader.Length + sizeof(ulong);
        var available = (ulong)Remaining;
        if (available < overhead || expected > (available - overhead) / sizeof(ulong))
        {
            throw Problem($"it promises {expected} words, but only {available} bytes are left. "
                + "A ciphertext saved with its seed instead of its second polynomial must be expanded by SEAL first");
        }

        ReadInnerHeader(overhead + (expected * sizeof(ulong)));
        var count = ReadUInt64();
        if (count != expected)
        {
            throw Problem($"it holds {count} words instead of {expected}");
        }

        var words = MemoryMarshal.Cast<byte, ulong>(Take((int)(expected * sizeof(ulong)))).ToArray();
        if (!BitConverter.IsLittleEndian)
        {
            BinaryPrimitives.ReverseEndianness(words, words);
        }

        RequireEnd();
        return words;
    }

    public readonly void RequireEnd()
    {
        if (Remaining != 0)
        {
            throw Problem($"{Remaining} bytes are left over");
        }
    }

    public readonly SealFormatException Problem(string problem) => new($"Not a {what} of Microsoft SEAL: {problem}.");

    private SealHeader ReadHeader()
    {
        var bytes = Take(SealHeader.Length);
        if (BinaryPrimitives.ReadUInt16LittleEndian(bytes) != SealHeader.Magic || bytes[2] != SealHeader.Length)
        {
            throw Problem("SEAL's header (5E A1 10) is missing");
        }

        var header = new SealHeader(bytes[3], bytes[4], bytes[5], BinaryPrimitives.ReadUInt64LittleEndian(bytes[8..]));
        if (header.Major != SealHeader.WrittenMajor)
        {
            throw Problem($"it was written by version {header.Major}.{header.Minor}; version 4 is read here");
        }

        if (header.Compression != 0)
        {
            var name = header.Compression switch { 1 => "zlib", 2 => "zstd", _ => $"unknown method {header.Compression}" };
            throw Problem($"it is compressed ({name}): save it with compression mode none");
        }

        return header;
    }

    private ReadOnlySpan<byte> Take(int count)
    {
        if (count > Remaining)
        {
            throw Problem($"it ends after {_bytes.Length} bytes, too early");
        }

        var taken = _bytes.Slice(_position, count);
        _position += count;
        return taken;
    }
}
