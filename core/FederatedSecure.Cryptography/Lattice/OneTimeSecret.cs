using System.Runtime.InteropServices;
using System.Security.Cryptography;
using FederatedSecure.Cryptography.Lattice.Kernels;
using FederatedSecure.Numerics;

namespace FederatedSecure.Cryptography.Lattice;

/// <summary>
/// The secret ŝ of one site for one plan: uniform modulo q, in transformed form. Uniform, so that the sum of a bucket's secrets
/// tells nothing about one of them. Zeroed when disposed; never shown.
/// </summary>
public sealed class OneTimeSecret : IDisposable
{
    private readonly ulong[] _words;
    private int _isTaken;
    private bool _isDisposed;

    private OneTimeSecret(RingParameters parameters)
    {
        Parameters = parameters;
        _words = GC.AllocateArray<ulong>(parameters.Degree, pinned: true);
    }

    /// <summary>The ring.</summary>
    public RingParameters Parameters { get; }

    internal ReadOnlySpan<ulong> Words
    {
        get
        {
            ObjectDisposedException.ThrowIf(_isDisposed, this);
            return _words;
        }
    }

    /// <summary>Draws a secret.</summary>
    /// <param name="parameters">The ring.</param>
    /// <param name="random">A cryptographic source in production.</param>
    public static OneTimeSecret Create(RingParameters parameters, IRandomSource random)
    {
        var secret = new OneTimeSecret(parameters);
        UniformWords.Fill(random, secret._words, parameters.Modulus);
        return secret;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _isDisposed = true;
        CryptographicOperations.ZeroMemory(MemoryMarshal.AsBytes(_words.AsSpan()));
    }

    /// <summary>One secret, one ciphertext: only the first caller may encrypt under it.</summary>
    internal void Take()
    {
        if (Interlocked.Exchange(ref _isTaken, 1) != 0)
        {
            throw new InvalidOperationException(
                "This one-time secret has encrypted already. Two ciphertexts under one secret reveal the difference of their messages: "
                + "send the stored ciphertext again, or draw a new secret for a new plan.");
        }
    }
}
