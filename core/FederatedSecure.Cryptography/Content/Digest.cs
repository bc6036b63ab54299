using System.Buffers;
using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text.Json.Serialization;

namespace FederatedSecure.Cryptography.Content;

/// <summary>A SHA-256 digest: the name of a piece of content.</summary>
[JsonConverter(typeof(DigestJsonConverter))]
public readonly struct Digest : IEquatable<Digest>, IComparable<Digest>
{
    /// <summary>Length in bytes.</summary>
    public const int Size = 32;

    // Four big-endian words, so that comparing them in order compares the bytes in order.
    private readonly ulong _a;
    private readonly ulong _b;
    private readonly ulong _c;
    private readonly ulong _d;

    private Digest(ReadOnlySpan<byte> bytes)
    {
        _a = BinaryPrimitives.ReadUInt64BigEndian(bytes);
        _b = BinaryPrimitives.ReadUInt64BigEndian(bytes[8..]);
        _c = BinaryPrimitives.ReadUInt64BigEndian(bytes[16..]);
        _d = BinaryPrimitives.ReadUInt64BigEndian(bytes[24..]);
    }

    public static bool operator ==(Digest left, Digest right) => left.Equals(right);

    public static bool operator !=(Digest left, Digest right) => !left.Equals(right);

    public static bool operator <(Digest left, Digest right) => left.CompareTo(right) < 0;

    public static bool operator >(Digest left, Digest right) => left.CompareTo(right) > 0;

    public static bool operator <=(Digest left, Digest right) => left.CompareTo(right) <= 0;

    public static bool operator >=(Digest left, Digest right) => left.CompareTo(right) >= 0;

    /// <summary>The digest of the content.</summary>
    public static Digest Of(ReadOnlySpan<byte> content)
    {
        Span<byte> bytes = stackalloc byte[Size];
        SHA256.HashData(content, bytes);
        return new Digest(bytes);
    }

    /// <summary>Finishes a running hash and starts it anew.</summary>
    public static Digest Finish(IncrementalHash sha256)
    {
        Span<byte> bytes = stackalloc byte[Size];
        sha256.GetHashAndReset(bytes);
        return new Digest(bytes);
    }

    /// <summary>Takes 32 bytes for a digest.</summary>
    /// <exception cref="ArgumentException">There are not 32 bytes.</exception>
    public static Digest FromBytes(ReadOnlySpan<byte> bytes) => TryFromBytes(bytes, out var digest)
        ? digest
        : throw new ArgumentException($"A SHA-256 digest has {Size} bytes; {bytes.Length} were given.", nameof(bytes));

    /// <summary>Takes 32 bytes for a digest; false if there are not 32 bytes.</summary>
    public static bool TryFromBytes(ReadOnlySpan<byte> bytes, out Digest digest)
    {
        digest = bytes.Length == Size ? new Digest(bytes) : default;
        return bytes.Length == Size;
    }

    /// <summary>Reads 64 hexadecimal digits, of either case.</summary>
    public static bool TryParse(string? text, out Digest digest)
    {
        Span<byte> bytes = stackalloc byte[Size];
        digest = default;
        if (text is not { Length: 2 * Size }
            || Convert.FromHexString(text, bytes, out _, out _) != OperationStatus.Done)
        {
            return false;
        }

        digest = new Digest(bytes);
        return true;
    }

    /// <summary>The 32 bytes.</summary>
    public byte[] ToArray()
    {
        var bytes = new byte[Size];
        CopyTo(bytes);
        return bytes;
    }

    /// <summary>Writes the 32 bytes.</summary>
    /// <exception cref="ArgumentException">The destination is shorter.</exception>
    public void CopyTo(Span<byte> destination)
    {
        if (destination.Length < Size)
        {
            throw new ArgumentException($"A SHA-256 digest has {Size} bytes; there is room for {destination.Length}.", nameof(destination));
        }

        BinaryPrimitives.WriteUInt64BigEndian(destination, _a);
        BinaryPrimitives.WriteUInt64BigEndian(destination[8..], _b);
        BinaryPrimitives.WriteUInt64BigEndian(destination[16..], _c);
        BinaryPrimitives.WriteUInt64BigEndian(destination[24..], _d);
    }

    /// <inheritdoc/>
    public bool Equals(Digest other) => _a == other._a && _b == other._b && _c == other._c && _d == other._d;

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is Digest other && Equals(other);

    /// <summary>Seeded anew in every process, since whoever announces digests may choose them.</summary>
    public override int GetHashCode() => HashCode.Combine(_a, _b, _c, _d);

    /// <inheritdoc/>
    public int CompareTo(Digest other) => (_a, _b, _c, _d).CompareTo((other._a, other._b, other._c, other._d));

    /// <summary>Lower-case hexadecimal.</summary>
    public override string ToString()
    {
        Span<byte> bytes = stackalloc byte[Size];
        CopyTo(bytes);
        return Convert.ToHexStringLower(bytes);
    }
}
