using System.Diagnostics.CodeAnalysis;
using FederatedSecure.Cryptography.Content;

namespace FederatedSecure.Cryptography.Encapsulation;

/// <summary>The public part of a site's <see cref="EnvelopeKey"/>: an X25519 point and an ML-KEM-768 encapsulation key.</summary>
public sealed class EnvelopePublicKey : IEquatable<EnvelopePublicKey>
{
    /// <summary>Bytes of the key: 32 + 1184.</summary>
    public const int Length = X25519.PointLength + MlKem768.PublicKeyLength;

    private readonly byte[] _bytes;

    private EnvelopePublicKey(byte[] bytes) => _bytes = bytes;

    /// <summary>SHA-256 of the bytes, for people to compare.</summary>
    public Digest Fingerprint => Digest.Of(_bytes);

    internal ReadOnlySpan<byte> Bytes => _bytes;

    internal ReadOnlySpan<byte> Point => _bytes.AsSpan(0, X25519.PointLength);

    internal ReadOnlySpan<byte> Lattice => _bytes.AsSpan(X25519.PointLength);

    /// <summary>Reads a key that somebody published.</summary>
    /// <returns>
    /// False where the length is wrong, the point is one of the few that give away the agreed secret (RFC 7748, section 6.1), or
    /// the lattice key is not reduced (FIPS 203, section 7.2).
    /// </returns>
    public static bool TryRead(ReadOnlySpan<byte> bytes, [NotNullWhen(true)] out EnvelopePublicKey? key)
    {
        key = null;
        if (bytes.Length != Length
            || !X25519.IsUsable(bytes[..X25519.PointLength])
            || !MlKem768.IsReduced(bytes[X25519.PointLength..]))
        {
            return false;
        }

        key = new EnvelopePublicKey(bytes.ToArray());
        return true;
    }

    /// <summary>The point, then the lattice key.</summary>
    public byte[] ToArray() => [.. _bytes];

    /// <inheritdoc/>
    public bool Equals(EnvelopePublicKey? other) => other is not null && _bytes.AsSpan().SequenceEqual(other._bytes);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as EnvelopePublicKey);

    /// <inheritdoc/>
    public override int GetHashCode() => BitConverter.ToInt32(_bytes);

    internal static EnvelopePublicKey Of(ReadOnlySpan<byte> point, ReadOnlySpan<byte> lattice) => new([.. point, .. lattice]);
}
