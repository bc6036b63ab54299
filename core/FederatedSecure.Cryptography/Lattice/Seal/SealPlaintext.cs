namespace FederatedSecure.Cryptography.Lattice.Seal;

/// <summary>SEAL's Plaintext: the coefficients of a message, without the zeros at its end.</summary>
public sealed class SealPlaintext
{
    internal const int FixedLength = SealHeader.Length + 32 + sizeof(ulong) + sizeof(double);

    /// <param name="parmsId">32 bytes: zero for coefficients, the parameters' name for words in transformed form.</param>
    /// <param name="words">The coefficients.</param>
    /// <param name="scale">1 for BFV.</param>
    public SealPlaintext(byte[] parmsId, ulong[] words, double scale = 1)
    {
        if (parmsId.Length != 32)
        {
            throw new ArgumentException("A parms_id has 32 bytes.", nameof(parmsId));
        }

        ParmsId = parmsId;
        Words = words;
        Scale = scale;
    }

    /// <summary>Zero for coefficients, the parameters' name for words in transformed form.</summary>
    public byte[] ParmsId { get; }

    /// <summary>The coefficients: at most N.</summary>
    public ulong[] Words { get; }

    /// <summary>1 for BFV.</summary>
    public double Scale { get; }

    /// <summary>True if the words are in transformed form.</summary>
    public bool IsTransformed => ParmsId.AsSpan().ContainsAnyExcept((byte)0);

    /// <summary>A message as SEAL's decryptor would give it: the zeros at its end cut off.</summary>
    public static SealPlaintext OfMessage(ReadOnlySpan<ulong> message) =>
        new(new byte[32], message[..Math.Max(1, message.LastIndexOfAnyExcept(0UL) + 1)].ToArray());

    /// <summary>Reads what <c>Plaintext.save</c> wrote without compression.</summary>
    /// <exception cref="SealFormatException">The bytes are something else.</exception>
    public static SealPlaintext Read(ReadOnlySpan<byte> bytes)
    {
        var reader = new SealReader(bytes, "plaintext");
        reader.ReadOuterHeader();
        var parmsId = reader.ReadBytes(32);
        var count = reader.ReadUInt64();
        var scale = reader.ReadDouble();
        return new SealPlaintext(parmsId, reader.ReadLastWords(count), scale);
    }

    /// <summary>The bytes that <c>Plaintext.load</c> of SEAL 4.1 and later takes.</summary>
    public byte[] ToArray() => Write(ParmsId, Words, Scale);

    internal static byte[] Write(ReadOnlySpan<byte> parmsId, ReadOnlySpan<ulong> words, double scale)
    {
        var bytes = new byte[FixedLength + SealWriter.ArrayOverhead + (words.Length * sizeof(ulong))];
        var writer = new SealWriter(bytes);
        writer.WriteHeader(bytes.Length);
        writer.WriteBytes(parmsId);
        writer.WriteUInt64((ulong)words.Length);
        writer.WriteDouble(scale);
        writer.WriteWords(words);
        return bytes;
    }
}
