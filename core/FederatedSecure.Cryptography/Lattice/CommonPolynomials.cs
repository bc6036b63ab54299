using System.Security.Cryptography;
using System.Text;
using FederatedSecure.Cryptography.Content;
using FederatedSecure.Cryptography.Lattice.Kernels;

namespace FederatedSecure.Cryptography.Lattice;

/// <summary>
/// The public polynomials â_c of one plan, one per chunk, uniform modulo q and in transformed form. Every party derives them
/// from the plan's digest: nobody chooses or sends them.
/// </summary>
/// <remarks>
/// key = HKDF-SHA-256(plan digest, info = "FederatedSecure common polynomials v1 " ‖ name of the parameter set), 16 bytes.
/// Chunk c is read from AES-128 under that key with counter blocks c ‖ 0, c ‖ 1, … (64-bit little-endian each), two words per
/// block, each cut to the bits of q. Words that are not below q are replaced, in ascending order of their places, by the next
/// good ones of the same stream after word N. Safe for several threads.
/// </remarks>
public sealed class CommonPolynomials : IDisposable
{
    private const string Label = "FederatedSecure common polynomials v1 ";
    private readonly CounterStream _stream;

    /// <param name="parameters">The ring.</param>
    /// <param name="plan">Digest of the canonical plan.</param>
    public CommonPolynomials(RingParameters parameters, Digest plan)
    {
        Parameters = parameters;
        Plan = plan;
        var key = HKDF.DeriveKey(
            HashAlgorithmName.SHA256, plan.ToArray(), CounterStream.KeySize, info: Encoding.ASCII.GetBytes(Label + parameters.Name));
        _stream = new CounterStream(key);
    }

    /// <summary>The ring.</summary>
    public RingParameters Parameters { get; }

    /// <summary>The plan they belong to.</summary>
    public Digest Plan { get; }

    /// <summary>Writes â_c: N words below q, in the transform's order.</summary>
    /// <param name="chunk">c, from 0 on.</param>
    /// <param name="destination">N words.</param>
    /// <exception cref="ArgumentException">The chunk is negative or the length is not N.</exception>
    public void Expand(int chunk, Span<ulong> destination)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(chunk);
        if (destination.Length != Parameters.Degree)
        {
            throw new ArgumentException($"A polynomial has N = {Parameters.Degree} words; {destination.Length} were given.", nameof(destination));
        }

        UniformWords.Fill(_stream, (ulong)chunk, destination, Parameters.Modulus);
    }

    /// <inheritdoc/>
    public void Dispose() => _stream.Dispose();
}
