using System.Numerics;

namespace FederatedSecure.Cryptography.Lattice.Seal;

/// <summary>SEAL's Ciphertext: polynomials c_0 … c_(size−1), each of k residues of N coefficients.</summary>
/// <remarks>SEAL opens c_0 + c_1·s. With b = a·s + e + Δ·m, a ciphertext is (b, −a).</remarks>
public sealed class SealCiphertext
{
    internal const int FixedLength = 89;
    private const int MaximumSize = 16;

    private SealCiphertext(byte[] parmsId, bool isTransformed, int size, int degree, int residues, ulong[] words)
    {
        ParmsId = parmsId;
        IsTransformed = isTransformed;
        Size = size;
        Degree = degree;
        Residues = residues;
        Words = words;
    }

    /// <summary>32 bytes that name the parameters.</summary>
    public byte[] ParmsId { get; }

    /// <summary>False for BFV.</summary>
    public bool IsTransformed { get; }

    /// <summary>Number of polynomials: 2 when fresh.</summary>
    public int Size { get; }

    /// <summary>N.</summary>
    public int Degree { get; }

    /// <summary>k: primes of the coefficient modulus.</summary>
    public int Residues { get; }

    /// <summary>1 for BFV.</summary>
    public double Scale { get; private init; } = 1;

    /// <summary>1 for BFV.</summary>
    public ulong CorrectionFactor { get; private init; } = 1;

    /// <summary>Size · k · N words: polynomial by polynomial, residue by residue.</summary>
    public ulong[] Words { get; }

    /// <summary>(Σ b_c, −a_c): what SEAL opens under the sum of the secrets.</summary>
    /// <param name="common">The plan's polynomials.</param>
    /// <param name="chunk">c.</param>
    /// <param name="sum">Σ b_c.</param>
    /// <exception cref="ArgumentException">The sum does not have N coefficients below q.</exception>
    public static SealCiphertext OfSum(CommonPolynomials common, int chunk, ReadOnlySpan<ulong> sum)
    {
        var parameters = common.Parameters;
        Polynomials.Require(sum, parameters, nameof(sum));
        var words = new ulong[2 * parameters.Degree];
        sum.CopyTo(words);
        var second = words.AsSpan(parameters.Degree);
        common.Expand(chunk, second);
        Ntt.Inverse(second, parameters.Tables);
        foreach (ref var word in second)
        {
            word = parameters.Modulus.Negate(word);
        }

        return new SealCiphertext(parameters.ParmsId.ToArray(), isTransformed: false, size: 2, parameters.Degree, residues: 1, words);
    }

    /// <summary>(b, 1): an addend whose second polynomial is a constant of no meaning, as SEAL adds nothing that lacks one.</summary>
    /// <param name="parameters">The ring.</param>
    /// <param name="b">The first polynomial.</param>
    /// <exception cref="ArgumentException">There are not N coefficients below q.</exception>
    public static SealCiphertext OfAddend(RingParameters parameters, ReadOnlySpan<ulong> b)
    {
        Polynomials.Require(b, parameters, nameof(b));
        var words = new ulong[2 * parameters.Degree];
        b.CopyTo(words);
        words[parameters.Degree] = 1;
        return new SealCiphertext(parameters.ParmsId.ToArray(), isTransformed: false, size: 2, parameters.Degree, residues: 1, words);
    }

    /// <summary>Reads what <c>Ciphertext.save</c> wrote without compression.</summary>
    /// <exception cref="SealFormatException">The bytes are something else.</exception>
    public static SealCiphertext Read(ReadOnlySpan<byte> bytes)
    {
        var reader = new SealReader(bytes, "ciphertext");
        reader.ReadOuterHeader();
        var parmsId = reader.ReadBytes(32);
        var transformed = reader.ReadByte();
        var size = reader.ReadUInt64();
        var degree = reader.ReadUInt64();
        var residues = reader.ReadUInt64();
        var scale = reader.ReadDouble();
        var correction = reader.ReadUInt64();
        if (transformed > 1)
        {
            throw reader.Problem($"its form is {transformed}, neither 0 nor 1");
        }

        if (size > MaximumSize || degree > SealEncryptionParameters.MaximumDegree || residues > SealEncryptionParameters.MaximumPrimes
            || (degree != 0 && !BitOperations.IsPow2(degree)))
        {
            throw reader.Problem($"{size} polynomials of {residues} residues and {degree} coefficients are out of SEAL's range");
        }

        // At most 2^4 · 2^17 · 2^6 = 2^27: the product cannot overflow.
        var words = reader.ReadLastWords(size * degree * residues);
        return new SealCiphertext(parmsId, transformed == 1, (int)size, (int)degree, (int)residues, words)
        {
            Scale = scale,
            CorrectionFactor = correction,
        };
    }

    /// <summary>The bytes that <c>Ciphertext.load</c> of SEAL 4.1 and later takes.</summary>
    public byte[] ToArray()
    {
        var bytes = new byte[FixedLength + SealWriter.ArrayOverhead + (Words.Length * sizeof(ulong))];
        var writer = new SealWriter(bytes);
        writer.WriteHeader(bytes.Length);
        writer.WriteBytes(ParmsId);
        writer.WriteByte(IsTransformed ? (byte)1 : (byte)0);
        writer.WriteUInt64((ulong)Size);
        writer.WriteUInt64((ulong)Degree);
        writer.WriteUInt64((ulong)Residues);
        writer.WriteDouble(Scale);
        writer.WriteUInt64(CorrectionFactor);
        writer.WriteWords(Words);
        return bytes;
    }

    /// <summary>Opens a fresh ciphertext of these parameters as SEAL's decryptor does: round(t·(c_0 + c_1·s)/q) mod t.</summary>
    /// <param name="key">The secret key.</param>
    /// <returns>N coefficients below t.</returns>
    /// <exception cref="SealFormatException">This is no ciphertext of two polynomials of the key's parameters.</exception>
    public ulong[] Decrypt(OpeningKey key)
    {
        var parameters = key.Parameters;
        var q = parameters.Modulus;
        if (Size != 2 || Residues != 1 || Degree != parameters.Degree || IsTransformed
            || !ParmsId.AsSpan().SequenceEqual(parameters.ParmsId.Span) || Words.Any(w => w >= q.Value))
        {
            throw new SealFormatException($"Not a fresh ciphertext of {parameters}: two polynomials with {parameters.Degree} coefficients below q.");
        }

        var message = Words.AsSpan(Degree).ToArray();
        Ntt.Forward(message, parameters.Tables);
        Ntt.MultiplyInverse(message, key.Factors, parameters.Tables);
        for (var i = 0; i < message.Length; i++)
        {
            var x = q.Add(Words[i], message[i]);
            message[i] = (ulong)((((UInt128)x * parameters.PlainModulus) + (q.Value / 2)) / q.Value) % parameters.PlainModulus;
        }

        return message;
    }
}
