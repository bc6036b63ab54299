using System.Buffers.Binary;

namespace FederatedSecure.Cryptography.Lattice.Seal;

/// <summary>Writes SEAL's bytes into an array of the right size.</summary>
internal ref struct SealWriter(Span<byte> bytes)
{
    /// <summary>Bytes of a DynArray around its words.</summary>
    public const int ArrayOverhead = SealHeader.Length + sizeof(ulong);

    private Span<byte> _rest = bytes;

    public void WriteHeader(int size)
    {
        BinaryPrimitives.WriteUInt16LittleEndian(_rest, SealHeader.Magic);
        _rest[2] = SealHeader.Length;
        _rest[3] = SealHeader.WrittenMajor;
        _rest[4] = SealHeader.WrittenMinor;
        _rest[5] = 0;
        BinaryPrimitives.WriteUInt16LittleEndian(_rest[6..], 0);
        BinaryPrimitives.WriteUInt64LittleEndian(_rest[8..], (ulong)size);
        _rest = _rest[SealHeader.Length..];
    }

    public void WriteByte(byte value)
    {
        _rest[0] = value;
        _rest = _rest[1..];
    }

    public void WriteUInt64(ulong value)
    {
        BinaryPrimitives.WriteUInt64LittleEndian(_rest, value);
        _rest = _rest[sizeof(ulong)..];
    }

    public void WriteDouble(double value) => WriteUInt64(BitConverter.DoubleToUInt64Bits(value));

    public void WriteBytes(ReadOnlySpan<byte> value)
    {
        value.CopyTo(_rest);
        _rest = _rest[value.Length..];
    }

    public void WriteModulus(ulong value)
    {
        WriteHeader(SealEncryptionParameters.ModulusLength);
        WriteUInt64(value);
    }

    public void WriteWords(ReadOnlySpan<ulong> words)
    {
        WriteHeader(ArrayOverhead + (words.Length * sizeof(ulong)));
        WriteUInt64((ulong)words.Length);
        foreach (var word in words)
        {
            WriteUInt64(word);
        }
    }
}
