using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using FederatedSecure.Numerics;

namespace FederatedSecure.Cryptography.Encapsulation;

/// <summary>Closes a message for one recipient, plan and sender (hybrid key encapsulation, then AES-256-GCM).</summary>
/// <remarks>
/// <para>Form: version (1) ‖ ephemeral X25519 point (32) ‖ ML-KEM-768 ciphertext (1088) ‖ AES-GCM ciphertext ‖ tag (16).</para>
/// <para>key ‖ nonce (32 + 12) = HKDF-SHA-256(X25519 secret ‖ ML-KEM secret, no salt, info = "FederatedSecure envelope v1" ‖
/// ephemeral point ‖ ML-KEM ciphertext ‖ recipient's point ‖ recipient's ML-KEM key). The key serves once. Associated data is
/// the version and the context (<see cref="EnvelopeContext"/>).</para>
/// <para>Guaranteed: only the recipient reads the message, as long as either X25519 or ML-KEM holds; a change of any byte, or
/// another plan, sender or recipient, is noticed. Not guaranteed: who closed the envelope; the sender's signature over the
/// upload says that.</para>
/// <para>RFC 7748; FIPS 203; RFC 5869; NIST SP 800-38D. The combiner binds all of both schemes' values, as in Giacon, Heuer and
/// Poettering, "KEM combiners", 2018.</para>
/// </remarks>
public static class Envelope
{
    /// <summary>Bytes that an envelope adds to its message.</summary>
    public const int Overhead = HeaderLength + TagLength;

    private const byte Version = 1;
    private const int HeaderLength = 1 + X25519.PointLength + MlKem768.CiphertextLength;
    private const int TagLength = 16;
    private const int KeyLength = 32;
    private const int NonceLength = 12;

    private static ReadOnlySpan<byte> Label => "FederatedSecure envelope v1"u8;

    /// <summary>Closes an envelope.</summary>
    /// <param name="recipient">The recipient's key.</param>
    /// <param name="context">What it is for.</param>
    /// <param name="message">The message.</param>
    /// <param name="random">A cryptographic source in production.</param>
    /// <returns>The envelope: <see cref="Overhead"/> bytes longer than the message.</returns>
    public static byte[] Seal(EnvelopePublicKey recipient, EnvelopeContext context, ReadOnlySpan<byte> message, IRandomSource random)
    {
        var envelope = new byte[Overhead + message.Length];
        envelope[0] = Version;
        Span<byte> secrets = stackalloc byte[X25519.PointLength + MlKem768.SecretLength];
        Span<byte> scalar = stackalloc byte[X25519.ScalarLength];
        Span<byte> keys = stackalloc byte[KeyLength + NonceLength];
        try
        {
            random.Fill(scalar);
            X25519.PublicKey(scalar).CopyTo(envelope.AsSpan(1));
            if (!X25519.TryAgree(scalar, recipient.Point, secrets[..X25519.PointLength]))
            {
                throw new CryptographicException("The recipient's point is of small order, which reading the key should have noticed.");
            }

            MlKem768.Encapsulate(
                recipient.Lattice,
                random,
                envelope.AsSpan(1 + X25519.PointLength, MlKem768.CiphertextLength),
                secrets[X25519.PointLength..]);
            Derive(secrets, envelope.AsSpan(0, HeaderLength), recipient, keys);
            using var aes = new AesGcm(keys[..KeyLength], TagLength);
            aes.Encrypt(
                keys[KeyLength..],
                message,
                envelope.AsSpan(HeaderLength, message.Length),
                envelope.AsSpan(HeaderLength + message.Length),
                AssociatedData(context));
            return envelope;
        }
        finally
        {
            CryptographicOperations.ZeroMemory(secrets);
            CryptographicOperations.ZeroMemory(scalar);
            CryptographicOperations.ZeroMemory(keys);
        }
    }

    /// <summary>Opens an envelope that somebody sent.</summary>
    /// <param name="key">The recipient's key.</param>
    /// <param name="context">What it must be for.</param>
    /// <param name="envelope">What came.</param>
    /// <param name="message">The message, which the caller zeroes after use.</param>
    /// <returns>False where it was changed, or closed for another recipient, plan or sender.</returns>
    public static bool TryOpen(
        EnvelopeKey key, EnvelopeContext context, ReadOnlySpan<byte> envelope, [NotNullWhen(true)] out byte[]? message)
    {
        message = null;
        if (envelope.Length < Overhead || envelope[0] != Version)
        {
            return false;
        }

        Span<byte> secrets = stackalloc byte[X25519.PointLength + MlKem768.SecretLength];
        Span<byte> keys = stackalloc byte[KeyLength + NonceLength];
        var opened = GC.AllocateUninitializedArray<byte>(envelope.Length - Overhead, pinned: true);
        try
        {
            if (!X25519.TryAgree(key.Scalar, envelope.Slice(1, X25519.PointLength), secrets[..X25519.PointLength]))
            {
                return false;
            }

            MlKem768.Decapsulate(
                MlKem768.PrivateKey(key.Seed),
                envelope.Slice(1 + X25519.PointLength, MlKem768.CiphertextLength),
                secrets[X25519.PointLength..]);
            Derive(secrets, envelope[..HeaderLength], key.PublicKey, keys);
            using var aes = new AesGcm(keys[..KeyLength], TagLength);
            aes.Decrypt(
                keys[KeyLength..],
                envelope[HeaderLength..^TagLength],
                envelope[^TagLength..],
                opened,
                AssociatedData(context));
            message = opened;
            return true;
        }
        catch (AuthenticationTagMismatchException)
        {
            // The runtime's way of saying what this method says by its result.
            CryptographicOperations.ZeroMemory(opened);
            return false;
        }
        finally
        {
            CryptographicOperations.ZeroMemory(secrets);
            CryptographicOperations.ZeroMemory(keys);
        }
    }

    private static void Derive(ReadOnlySpan<byte> secrets, ReadOnlySpan<byte> header, EnvelopePublicKey recipient, Span<byte> keys)
    {
        // Without the version, which is associated data.
        byte[] info = [.. Label, .. header[1..], .. recipient.Bytes];
        HKDF.DeriveKey(HashAlgorithmName.SHA256, secrets, keys, salt: [], info);
    }

    private static byte[] AssociatedData(EnvelopeContext context) => [Version, .. context.ToArray()];
}
