using FederatedSecure.Cryptography.Lattice;
using FederatedSecure.Cryptography.Lattice.Kernels;
using FederatedSecure.Cryptography.Packing.Kernels;

namespace FederatedSecure.Cryptography.Packing;

/// <summary>
/// The wire form of one ciphertext polynomial b: its N coefficients in bits(q) − τ bits each, without gaps, lowest bit first.
/// </summary>
/// <remarks>
/// With τ &gt; 0 every coefficient is rounded to the nearest multiple of 2^τ, which adds up to 2^(τ−1) to its noise: only as far
/// as the noise budget allows, which <see cref="PackingPlanner"/> sees to. Opening is told τ too.
/// </remarks>
public sealed class CiphertextCodec
{
    private readonly int _bits;

    /// <param name="parameters">The ring.</param>
    /// <param name="droppedBits">τ, from 0 to log2 Δ − 1.</param>
    /// <exception cref="ArgumentOutOfRangeException">τ is outside its range.</exception>
    public CiphertextCodec(RingParameters parameters, int droppedBits)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(droppedBits);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(droppedBits, parameters.DeltaBits);
        Parameters = parameters;
        DroppedBits = droppedBits;
        _bits = parameters.Modulus.Bits - droppedBits;
    }

    /// <summary>The ring.</summary>
    public RingParameters Parameters { get; }

    /// <summary>τ: lower bits that do not travel.</summary>
    public int DroppedBits { get; }

    /// <summary>Bytes of one polynomial.</summary>
    public int ByteCount => BitKernels.ByteCount(Parameters.Degree, _bits);

    /// <summary>Writes one polynomial.</summary>
    /// <param name="ciphertext">N coefficients below q.</param>
    /// <param name="bytes">Receives <see cref="ByteCount"/> bytes.</param>
    /// <exception cref="ArgumentException">A length is wrong or a coefficient is not below q.</exception>
    public void Encode(ReadOnlySpan<ulong> ciphertext, Span<byte> bytes)
    {
        Polynomials.Require(ciphertext, Parameters, nameof(ciphertext));
        RequireLength(bytes.Length, nameof(bytes));
        BitKernels.Pack(ciphertext, DroppedBits, _bits, bytes);
    }

    /// <summary>Reads one polynomial that somebody sent.</summary>
    /// <param name="bytes"><see cref="ByteCount"/> bytes.</param>
    /// <param name="ciphertext">Receives N coefficients below q.</param>
    /// <returns>False where a coefficient is not below q: no honest sender makes such bytes.</returns>
    /// <exception cref="ArgumentException">A length is wrong.</exception>
    public bool TryDecode(ReadOnlySpan<byte> bytes, Span<ulong> ciphertext)
    {
        Polynomials.RequireLength(ciphertext, Parameters, nameof(ciphertext));
        RequireLength(bytes.Length, nameof(bytes));
        BitKernels.Unpack(bytes, DroppedBits, _bits, ciphertext);
        var q = Parameters.Modulus.Value;
        if (DroppedBits == 0)
        {
            return RingKernels.AllBelow(ciphertext, q);
        }

        // A coefficient just below q may have been rounded to just above it, which means 0 and up.
        if (!RingKernels.AllBelow(ciphertext, q + (1UL << (DroppedBits - 1))))
        {
            return false;
        }

        RingKernels.SubtractWhereNotLess(ciphertext, q);
        return true;
    }

    private void RequireLength(int length, string name)
    {
        if (length != ByteCount)
        {
            throw new ArgumentException($"A ciphertext of {Parameters} with {DroppedBits} bits dropped has {ByteCount} bytes; {length} were given.", name);
        }
    }
}
