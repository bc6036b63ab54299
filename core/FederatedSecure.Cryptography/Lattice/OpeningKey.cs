using System.Runtime.InteropServices;
using System.Security.Cryptography;

namespace FederatedSecure.Cryptography.Lattice;

/// <summary>
/// The sum Ŝ of the secrets of a bucket, in transformed form: opens the sum of their ciphertexts and nothing else. Zeroed when
/// disposed; never shown.
/// </summary>
public sealed class OpeningKey : IDisposable
{
    private readonly ulong[] _words;
    private bool _isDisposed;

    private OpeningKey(RingParameters parameters, ReadOnlySpan<ulong> words)
    {
        Parameters = parameters;
        _words = GC.AllocateUninitializedArray<ulong>(words.Length, pinned: true);
        words.CopyTo(_words);
        Factors = new ShoupVector(words, parameters.Tables);
    }

    /// <summary>The ring.</summary>
    public RingParameters Parameters { get; }

    internal ShoupVector Factors { get; }

    /// <param name="parameters">The ring.</param>
    /// <param name="words">N words below q, in the transform's order; copied. The caller zeroes its own.</param>
    /// <exception cref="ArgumentException">The words are not such.</exception>
    public static OpeningKey FromWords(RingParameters parameters, ReadOnlySpan<ulong> words)
    {
        Polynomials.Require(words, parameters, nameof(words));
        return new OpeningKey(parameters, words);
    }

    /// <summary>A copy of the words, for Microsoft SEAL's secret key format. The caller zeroes it.</summary>
    /// <exception cref="ObjectDisposedException">The key is gone.</exception>
    public ulong[] ToWords()
    {
        ObjectDisposedException.ThrowIf(_isDisposed, this);
        return [.. _words];
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _isDisposed = true;
        CryptographicOperations.ZeroMemory(MemoryMarshal.AsBytes(_words.AsSpan()));
        Factors.Dispose();
    }
}
