using System.Security.Cryptography;
using Curve = Org.BouncyCastle.Math.EC.Rfc7748.X25519;

namespace FederatedSecure.Cryptography.Encapsulation;

/// <summary>The function of RFC 7748, section 5.</summary>
internal static class X25519
{
    public const int ScalarLength = 32;
    public const int PointLength = 32;

    public static byte[] PublicKey(ReadOnlySpan<byte> scalar)
    {
        var point = new byte[PointLength];
        Curve.ScalarMultBase(scalar, point);
        return point;
    }

    /// <summary>False where the agreed secret is zero: the point is of small order, and the secret would be no secret.</summary>
    public static bool TryAgree(ReadOnlySpan<byte> scalar, ReadOnlySpan<byte> point, Span<byte> secret) =>
        Curve.CalculateAgreement(scalar, point, secret);

    /// <summary>True if agreeing with this point gives a secret. Which scalar asks does not matter.</summary>
    public static bool IsUsable(ReadOnlySpan<byte> point)
    {
        Span<byte> scalar = stackalloc byte[ScalarLength];
        Span<byte> secret = stackalloc byte[PointLength];
        scalar.Fill(1);
        var isUsable = TryAgree(scalar, point, secret);
        CryptographicOperations.ZeroMemory(secret);
        return isUsable;
    }
}
