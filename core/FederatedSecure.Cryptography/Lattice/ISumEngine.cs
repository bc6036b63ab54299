namespace FederatedSecure.Cryptography.Lattice;

/// <summary>
/// The coordinator's arithmetic on one plan's ciphertexts: adds them, and opens their sums. Safe for several threads, which bring
/// their own buffers.
/// </summary>
internal interface ISumEngine : IDisposable
{
    /// <summary>sum ← sum + ciphertext mod q, coefficient by coefficient.</summary>
    /// <param name="sum">N coefficients below q; zeros to begin with.</param>
    /// <param name="ciphertext">N coefficients below q.</param>
    /// <exception cref="ArgumentException">
    /// A length is not N, or a coefficient of the ciphertext is not below q: the sum is then worthless.
    /// </exception>
    void Add(Span<ulong> sum, ReadOnlySpan<ulong> ciphertext);

    /// <summary>Opens one chunk of the sum of <paramref name="members"/> ciphertexts.</summary>
    /// <param name="key">The sum of the members' secrets.</param>
    /// <param name="chunk">c.</param>
    /// <param name="sum">Σ b_c: N coefficients below q.</param>
    /// <param name="members">Number of ciphertexts in the sum, from 1 on.</param>
    /// <param name="droppedBits">Lower bits of each ciphertext that did not travel.</param>
    /// <param name="message">Receives Σ m_c: N coefficients, below t where the check passes. Worthless where it does not.</param>
    /// <returns>The check, which the caller must look at before using the message.</returns>
    /// <exception cref="ArgumentException">A length is not N, a coefficient is not below q, or the key is of another ring.</exception>
    OpeningCheck Open(OpeningKey key, int chunk, ReadOnlySpan<ulong> sum, int members, int droppedBits, Span<ulong> message);
}
