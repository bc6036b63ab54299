using System.Buffers;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using FederatedSecure.Cryptography.Lattice.Kernels;

namespace FederatedSecure.Cryptography.Lattice;

/// <summary>
/// Opens sums of ciphertexts: Σ b_c − INTT(â_c ∘ Ŝ) = Δ·Σ m_c + noise mod q. Safe for several threads.
/// </summary>
/// <param name="common">The plan's polynomials; not disposed of here.</param>
public sealed class Opener(CommonPolynomials common)
{
    /// <summary>The ring.</summary>
    public RingParameters Parameters => common.Parameters;

    /// <summary>Opens one chunk of the sum of <paramref name="members"/> ciphertexts.</summary>
    /// <param name="key">The sum of the members' secrets.</param>
    /// <param name="chunk">c.</param>
    /// <param name="sum">Σ b_c: N coefficients below q.</param>
    /// <param name="members">Number of ciphertexts in the sum, from 1 on.</param>
    /// <param name="droppedBits">Lower bits of each ciphertext that did not travel (<see cref="Packing.CiphertextCodec"/>).</param>
    /// <param name="message">Receives Σ m_c: N coefficients, below t where the check passes. Worthless where it does not.</param>
    /// <returns>The check, which the caller must look at before using the message.</returns>
    /// <exception cref="ArgumentException">A length is not N, a coefficient is not below q, or the key is of another ring.</exception>
    public OpeningCheck Open(
        OpeningKey key, int chunk, ReadOnlySpan<ulong> sum, int members, int droppedBits, Span<ulong> message)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(members);
        ArgumentOutOfRangeException.ThrowIfNegative(droppedBits);
        Polynomials.Require(sum, Parameters, nameof(sum));
        Polynomials.RequireLength(message, Parameters, nameof(message));
        if (key.Parameters != Parameters)
        {
            throw new ArgumentException($"A key of {key.Parameters} does not open sums of {Parameters}.", nameof(key));
        }

        var masks = ArrayPool<ulong>.Shared.Rent(Parameters.Degree);
        var mask = masks.AsSpan(0, Parameters.Degree);
        try
        {
            common.Expand(chunk, mask);
            Ntt.MultiplyInverse(mask, key.Factors, Parameters.Tables);
            var (largest, squares) = RingKernels.Decode(sum, mask, message, Parameters.DeltaBits, Parameters.Modulus.Value);
            return new OpeningCheck(
                largest,
                squares / Parameters.Degree,
                Noise.Bound(members, droppedBits),
                Noise.Variance(members, droppedBits));
        }
        finally
        {
            CryptographicOperations.ZeroMemory(MemoryMarshal.AsBytes(mask));
            ArrayPool<ulong>.Shared.Return(masks);
        }
    }
}
