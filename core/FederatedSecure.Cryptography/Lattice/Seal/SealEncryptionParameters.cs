using System.Buffers.Binary;
using System.Collections.Immutable;
using System.Numerics;
using Org.BouncyCastle.Crypto.Digests;

namespace FederatedSecure.Cryptography.Lattice.Seal;

/// <summary>SEAL's EncryptionParameters.</summary>
/// <param name="Scheme">0 none, 1 BFV, 2 CKKS, 3 BGV.</param>
/// <param name="Degree">N.</param>
/// <param name="CoefficientModulus">The primes q_1 … q_k.</param>
/// <param name="PlainModulus">t.</param>
public sealed record SealEncryptionParameters(byte Scheme, int Degree, ImmutableArray<ulong> CoefficientModulus, ulong PlainModulus)
{
    /// <summary>SEAL's number for BFV.</summary>
    public const byte Bfv = 1;

    internal const int ModulusLength = SealHeader.Length + sizeof(ulong);
    internal const int MaximumDegree = 131_072;
    internal const int MaximumPrimes = 64;

    /// <summary>BLAKE2b-256 over the words [scheme, N, q_1 … q_k, t]: how ciphertexts and keys name their parameters.</summary>
    public byte[] ParmsId
    {
        get
        {
            var blake = new Blake2bDigest(256);
            Update(blake, Scheme);
            Update(blake, (ulong)Degree);
            foreach (var prime in CoefficientModulus)
            {
                Update(blake, prime);
            }

            Update(blake, PlainModulus);
            var id = new byte[32];
            blake.DoFinal(id);
            return id;
        }
    }

    /// <summary>The parameters of a named set.</summary>
    public static SealEncryptionParameters Of(RingParameters parameters) =>
        new(Bfv, parameters.Degree, [parameters.Modulus.Value], parameters.PlainModulus);

    /// <summary>Reads what <c>EncryptionParameters.save</c> wrote without compression.</summary>
    /// <exception cref="SealFormatException">The bytes are something else.</exception>
    public static SealEncryptionParameters Read(ReadOnlySpan<byte> bytes)
    {
        var reader = new SealReader(bytes, "set of encryption parameters");
        reader.ReadOuterHeader();
        var scheme = reader.ReadByte();
        var degree = reader.ReadUInt64();
        var count = reader.ReadUInt64();
        if (scheme > 3)
        {
            throw reader.Problem($"there is no scheme {scheme}");
        }

        if (degree > MaximumDegree || (degree != 0 && !BitOperations.IsPow2(degree)))
        {
            throw reader.Problem($"the degree {degree} is not a power of two up to {MaximumDegree}");
        }

        if (count > MaximumPrimes)
        {
            throw reader.Problem($"{count} primes are more than SEAL's {MaximumPrimes}");
        }

        var primes = ImmutableArray.CreateBuilder<ulong>((int)count);
        for (var i = 0UL; i < count; i++)
        {
            reader.ReadInnerHeader(ModulusLength);
            primes.Add(reader.ReadUInt64());
        }

        reader.ReadInnerHeader(ModulusLength);
        var plain = reader.ReadUInt64();
        reader.RequireEnd();
        return new SealEncryptionParameters(scheme, (int)degree, primes.MoveToImmutable(), plain);
    }

    /// <summary>The bytes that <c>EncryptionParameters.load</c> of SEAL 4.1 and later takes.</summary>
    public byte[] ToArray()
    {
        var bytes = new byte[SealHeader.Length + 17 + ((CoefficientModulus.Length + 1) * ModulusLength)];
        var writer = new SealWriter(bytes);
        writer.WriteHeader(bytes.Length);
        writer.WriteByte(Scheme);
        writer.WriteUInt64((ulong)Degree);
        writer.WriteUInt64((ulong)CoefficientModulus.Length);
        foreach (var prime in CoefficientModulus)
        {
            writer.WriteModulus(prime);
        }

        writer.WriteModulus(PlainModulus);
        return bytes;
    }

    public bool Equals(SealEncryptionParameters? other) =>
        other is not null && Scheme == other.Scheme && Degree == other.Degree && PlainModulus == other.PlainModulus
        && CoefficientModulus.AsSpan().SequenceEqual(other.CoefficientModulus.AsSpan());

    public override int GetHashCode() => HashCode.Combine(Scheme, Degree, CoefficientModulus.Length, PlainModulus);

    private static void Update(Blake2bDigest blake, ulong word)
    {
        Span<byte> bytes = stackalloc byte[sizeof(ulong)];
        BinaryPrimitives.WriteUInt64LittleEndian(bytes, word);
        blake.BlockUpdate(bytes);
    }
}
