using FederatedSecure.Cryptography.Lattice.Kernels;

namespace FederatedSecure.Cryptography.Lattice;

/// <summary>Adds ciphertexts, which adds their messages and their secrets.</summary>
public static class Adder
{
    /// <summary>sum ← sum + ciphertext mod q, coefficient by coefficient.</summary>
    /// <param name="sum">N coefficients below q; zeros to begin with.</param>
    /// <param name="ciphertext">N coefficients below q. <see cref="Packing.CiphertextCodec"/> only lets such ones in.</param>
    /// <param name="parameters">The ring.</param>
    /// <exception cref="ArgumentException">
    /// A length is not N, or a coefficient of the ciphertext is not below q: the sum is then worthless.
    /// </exception>
    public static void Add(Span<ulong> sum, ReadOnlySpan<ulong> ciphertext, RingParameters parameters)
    {
        Polynomials.RequireLength(sum, parameters, nameof(sum));
        Polynomials.RequireLength(ciphertext, parameters, nameof(ciphertext));
        if (!RingKernels.AddModulo(sum, ciphertext, parameters.Modulus.Value))
        {
            throw new ArgumentException("The coefficients of a ciphertext lie below q: check it when it arrives.", nameof(ciphertext));
        }
    }
}
