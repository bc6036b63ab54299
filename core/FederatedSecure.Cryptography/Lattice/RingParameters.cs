using System.Buffers.Binary;
using System.Globalization;
using Org.BouncyCastle.Crypto.Digests;

namespace FederatedSecure.Cryptography.Lattice;

/// <summary>
/// A named set of BFV parameters: the ring Z_q[X]/(X^N + 1), and a plain modulus t that divides q − 1, so that
/// Δ = (q − 1)/t is a power of two, encoding is a shift, and the rounding of a whole sum stays below 1.
/// </summary>
/// <remarks>
/// <para>log2 q keeps to the table of the HomomorphicEncryption.org standard for 128 bits of classical security, as Microsoft
/// SEAL enforces when it loads them: at most 54 bits for N = 2048 (no slack) and 109 for N = 4096.</para>
/// <list type="table">
/// <item><term><c>n4096-q58-b</c></term><description>The default. q = 0x3fffff350002001, Δ = 2^13, t a prime ≡ 1 mod 2N: the
/// largest such pair below 2^58. Sums of up to 97 ciphertexts cannot fail to decrypt, as 42 · 97 &lt; Δ/2.</description></item>
/// <item><term><c>n4096-q58-d13</c> … <c>-d24</c></term><description>q = 0x3fffffffa000001, Δ = 2^13 … 2^24: single sums over up
/// to 10,000 sites.</description></item>
/// <item><term><c>n2048-q54-b</c></term><description>Tiny models. q = 0x3fffff1a002001, Δ = 2^13, t = 2199022784513, a prime
/// ≡ 1 mod 2N (SEAL's own 54-bit prime has no such t): the largest such pair below 2^54.</description></item>
/// <item><term><c>n2048-q54-d13</c> … <c>-d24</c></term><description>Tiny models. q = 0x3fffffff000001, SEAL's default.</description></item>
/// </list>
/// </remarks>
public sealed class RingParameters
{
    /// <summary>The largest error a ciphertext carries: a centred binomial value over 42 bits on each side.</summary>
    public const int ErrorBound = 42;

    /// <summary>The variance of one error: 84 bits of variance 1/4.</summary>
    public const double ErrorVariance = 21;

    private static readonly Dictionary<string, Lazy<RingParameters>> Known = Catalogue();

    private RingParameters(string name, NttTables tables, int deltaBits)
    {
        Name = name;
        Tables = tables;
        DeltaBits = deltaBits;
        PlainModulus = (Modulus.Value - 1) >> deltaBits;
        if (PlainModulus << deltaBits != Modulus.Value - 1)
        {
            throw new ArgumentException($"Δ = 2^{deltaBits} does not divide q − 1 of {name}.", nameof(deltaBits));
        }

        ParmsId = IdOf(Degree, Modulus.Value, PlainModulus);
    }

    /// <summary><c>n4096-q58-b</c>: N = 4096, Δ = 2^13, for buckets of up to 97 sites.</summary>
    public static RingParameters Default => Get("n4096-q58-b");

    /// <summary>The names of all sets.</summary>
    public static IReadOnlyCollection<string> Names => Known.Keys;

    /// <summary>The name that a plan carries.</summary>
    public string Name { get; }

    /// <summary>N: coefficients of a polynomial.</summary>
    public int Degree => Tables.Degree;

    /// <summary>The prime q.</summary>
    public Modulus Modulus => Tables.Modulus;

    /// <summary>Roots of unity for (N, q).</summary>
    public NttTables Tables { get; }

    /// <summary>log2 Δ.</summary>
    public int DeltaBits { get; }

    /// <summary>Δ = (q − 1)/t: what one unit of a message is worth in a ciphertext. Noise must stay below half of it.</summary>
    public ulong Delta => 1UL << DeltaBits;

    /// <summary>t: messages and their sums lie below it.</summary>
    public ulong PlainModulus { get; }

    /// <summary>Microsoft SEAL's 32-byte name of these parameters: BLAKE2b-256 over the words [scheme, N, q, t].</summary>
    public ReadOnlyMemory<byte> ParmsId { get; }

    /// <summary>The set of this name.</summary>
    /// <exception cref="ArgumentException">There is none.</exception>
    public static RingParameters Get(string name) => TryGet(name, out var parameters)
        ? parameters
        : throw new ArgumentException($"There is no ring parameter set '{name}'. Take one of: {string.Join(", ", Names)}.", nameof(name));

    /// <summary>The set of this name, where there is one.</summary>
    public static bool TryGet(string name, [System.Diagnostics.CodeAnalysis.NotNullWhen(true)] out RingParameters? parameters)
    {
        parameters = Known.TryGetValue(name, out var known) ? known.Value : null;
        return parameters is not null;
    }

    /// <summary>The set's name.</summary>
    public override string ToString() => Name;

    internal static byte[] IdOf(int degree, ulong modulus, ulong plainModulus)
    {
        const ulong bfv = 1;
        Span<byte> words = stackalloc byte[32];
        BinaryPrimitives.WriteUInt64LittleEndian(words, bfv);
        BinaryPrimitives.WriteUInt64LittleEndian(words[8..], (ulong)degree);
        BinaryPrimitives.WriteUInt64LittleEndian(words[16..], modulus);
        BinaryPrimitives.WriteUInt64LittleEndian(words[24..], plainModulus);
        var blake = new Blake2bDigest(256);
        blake.BlockUpdate(words);
        var id = new byte[32];
        blake.DoFinal(id);
        return id;
    }

    private static Dictionary<string, Lazy<RingParameters>> Catalogue()
    {
        var known = new Dictionary<string, Lazy<RingParameters>>(StringComparer.Ordinal);
        Add("n4096-q58", 4096, 0x3fffff350002001, 0x3fffffffa000001);
        Add("n2048-q54", 2048, 0x3fffff1a002001, 0x3fffffff000001);
        return known;

        void Add(string family, int degree, ulong bucketModulus, ulong sumModulus)
        {
            var bucket = new Lazy<NttTables>(() => NttTables.Create(degree, new Modulus(bucketModulus)));
            var sum = new Lazy<NttTables>(() => NttTables.Create(degree, new Modulus(sumModulus)));
            AddOne(family + "-b", bucket, 13);
            for (var bits = 13; bits <= 24; bits++)
            {
                AddOne(string.Create(CultureInfo.InvariantCulture, $"{family}-d{bits}"), sum, bits);
            }
        }

        void AddOne(string name, Lazy<NttTables> tables, int deltaBits) =>
            known.Add(name, new Lazy<RingParameters>(() => new RingParameters(name, tables.Value, deltaBits)));
    }
}
