using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using FederatedSecure.Protos.V1;

namespace FederatedSecure.Client.Releases;

/// <summary>What a coordinator signs when it releases a model: docs/protocol.md.</summary>
internal static class ReleaseStatement
{
    /// <summary>Whether a release is signed by a key.</summary>
    public static bool IsSignedBy(ReleasedModel release, ECDsa key)
    {
        var seconds = new byte[sizeof(long)];
        BinaryPrimitives.WriteInt64LittleEndian(seconds, release.ReleasedAt);
        byte[] statement =
        [
            .. "federated.v1.Release\0"u8, .. release.Model.Digest.Span, .. seconds,
            .. release.Reports.SelectMany(report => report.ReportDigest), .. Encoding.UTF8.GetBytes($"{release.Ref.JobId}/{release.Ref.Number}"),
        ];
        return key.VerifyData(statement, release.Signature.Span, HashAlgorithmName.SHA256, DSASignatureFormat.Rfc3279DerSequence);
    }
}
