using System.Runtime.InteropServices;
using System.Security.Cryptography;
using FederatedSecure.Cryptography.Lattice.Kernels;
using FederatedSecure.Numerics;

namespace FederatedSecure.Cryptography.Lattice;

/// <summary>
/// Encrypts the chunks of one vector under one secret: b_c = INTT(â_c ∘ ŝ) + e_c + Δ·m_c mod q.
/// </summary>
/// <remarks>
/// Errors are centred binomial over 42 bits on each side (|e| ≤ 42, variance 21), wide enough that even the sum of a bucket's
/// errors, which the opener learns, tells nothing (Bos et al., "Frodo", 2016 on centred distributions; Bell et al., "ACORN",
/// 2023 on what the opener learns). They are read from AES-128 in counter mode, keyed by the random source, one block for each,
/// with chunk ‖ index as the counter block. Security rests on each chunk being encrypted once, and the class sees to it. Safe for several
/// threads on different chunks.
/// </remarks>
public sealed class Encryptor : IDisposable
{
    private readonly CommonPolynomials _common;
    private readonly ShoupVector _factors;
    private readonly CounterStream _errors;
    private readonly HashSet<int> _done = [];
    private readonly Lock _lock = new();

    /// <param name="secret">A secret that has not encrypted yet.</param>
    /// <param name="common">The plan's polynomials; not disposed of here.</param>
    /// <param name="random">Where the errors' key comes from: a cryptographic source in production.</param>
    /// <exception cref="InvalidOperationException">The secret has encrypted already.</exception>
    /// <exception cref="ArgumentException">The secret and the polynomials are of different rings.</exception>
    public Encryptor(OneTimeSecret secret, CommonPolynomials common, IRandomSource random)
    {
        if (secret.Parameters != common.Parameters)
        {
            throw new ArgumentException($"A secret of {secret.Parameters} does not fit polynomials of {common.Parameters}.", nameof(secret));
        }

        secret.Take();
        _common = common;
        _factors = new ShoupVector(secret.Words, common.Parameters.Tables);
        Span<byte> key = stackalloc byte[CounterStream.KeySize];
        random.Fill(key);
        _errors = new CounterStream(key);
        CryptographicOperations.ZeroMemory(key);
    }

    /// <summary>The ring.</summary>
    public RingParameters Parameters => _common.Parameters;

    /// <summary>Encrypts one chunk.</summary>
    /// <param name="chunk">c, from 0 on; each once.</param>
    /// <param name="message">N coefficients below t.</param>
    /// <param name="ciphertext">Receives b_c: N coefficients below q.</param>
    /// <exception cref="ArgumentException">A length is not N, or a coefficient is not below t.</exception>
    /// <exception cref="InvalidOperationException">The chunk was encrypted before.</exception>
    public void Encrypt(int chunk, ReadOnlySpan<ulong> message, Span<ulong> ciphertext)
    {
        Polynomials.RequireLength(message, Parameters, nameof(message));
        Polynomials.RequireLength(ciphertext, Parameters, nameof(ciphertext));
        if (!RingKernels.AllBelow(message, Parameters.PlainModulus))
        {
            throw new ArgumentException($"The coefficients of a message lie below t = {Parameters.PlainModulus}.", nameof(message));
        }

        Claim(chunk);
        _common.Expand(chunk, ciphertext);
        Ntt.MultiplyInverse(ciphertext, _factors, Parameters.Tables);
        AddMessageAndErrors(chunk, message, ciphertext);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _factors.Dispose();
        _errors.Dispose();
    }

    private void AddMessageAndErrors(int chunk, ReadOnlySpan<ulong> message, Span<ulong> ciphertext)
    {
        // In pieces that stay in the innermost cache. One block of random bits per error.
        const int piece = 256;
        Span<ulong> random = stackalloc ulong[piece * CounterStream.WordsPerBlock];
        for (var i = 0; i < ciphertext.Length; i += piece)
        {
            _errors.Fill((ulong)chunk, (ulong)i, random);
            RingKernels.AddMessageAndErrors(
                ciphertext.Slice(i, piece), message.Slice(i, piece), random, Parameters.DeltaBits, Parameters.Modulus.Value);
        }

        CryptographicOperations.ZeroMemory(MemoryMarshal.AsBytes(random));
    }

    private void Claim(int chunk)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(chunk);
        lock (_lock)
        {
            if (!_done.Add(chunk))
            {
                throw new InvalidOperationException(
                    $"Chunk {chunk} was encrypted before. Two ciphertexts of one chunk reveal the difference of their messages: "
                    + "send the stored one again.");
            }
        }
    }
}
