using System.Security.Cryptography;
using FederatedSecure.Numerics;

namespace FederatedSecure.Cryptography.Encapsulation;

/// <summary>
/// A site's key for envelopes: X25519 and ML-KEM-768, so that an envelope stays closed as long as one of the two holds. Made at
/// enrolment, where its public part is signed by the site. The secret part is zeroed when disposed and never shown.
/// </summary>
public sealed class EnvelopeKey : IDisposable
{
    /// <summary>Bytes of an exported key: an X25519 scalar and an ML-KEM seed d ‖ z.</summary>
    public const int ExportLength = X25519.ScalarLength + MlKem768.SeedLength;

    private readonly byte[] _secret = GC.AllocateUninitializedArray<byte>(ExportLength, pinned: true);
    private bool _isDisposed;

    private EnvelopeKey(ReadOnlySpan<byte> secret)
    {
        secret.CopyTo(_secret);
        PublicKey = EnvelopePublicKey.Of(X25519.PublicKey(Scalar), MlKem768.PublicKey(Seed));
    }

    /// <summary>What others need to close envelopes for this site.</summary>
    public EnvelopePublicKey PublicKey { get; }

    internal ReadOnlySpan<byte> Scalar => Secret[..X25519.ScalarLength];

    internal ReadOnlySpan<byte> Seed => Secret[X25519.ScalarLength..];

    private ReadOnlySpan<byte> Secret
    {
        get
        {
            ObjectDisposedException.ThrowIf(_isDisposed, this);
            return _secret;
        }
    }

    /// <summary>Makes a key.</summary>
    /// <param name="random">A cryptographic source in production.</param>
    public static EnvelopeKey Create(IRandomSource random)
    {
        Span<byte> secret = stackalloc byte[ExportLength];
        random.Fill(secret);
        var key = new EnvelopeKey(secret);
        CryptographicOperations.ZeroMemory(secret);
        return key;
    }

    /// <summary>Brings back an exported key.</summary>
    /// <exception cref="ArgumentException">The length is wrong.</exception>
    public static EnvelopeKey Import(ReadOnlySpan<byte> secret) => secret.Length == ExportLength
        ? new EnvelopeKey(secret)
        : throw new ArgumentException($"An exported envelope key has {ExportLength} bytes; {secret.Length} were given: the file is damaged.", nameof(secret));

    /// <summary>The secret part. The caller stores it privately and zeroes it.</summary>
    public byte[] Export() => Secret.ToArray();

    /// <inheritdoc/>
    public void Dispose()
    {
        _isDisposed = true;
        CryptographicOperations.ZeroMemory(_secret);
    }
}
