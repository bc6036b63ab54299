using System.Buffers.Binary;
using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text;
using FederatedSecure.Cryptography.Content;

namespace FederatedSecure.Cryptography.SecureAggregation;

/// <summary>
/// A site's signed word on what it uploads: for which plan, in whose name, which bytes, and which envelope for which holder. A
/// ciphertext that somebody copied, moved to another plan or changed has no such word.
/// </summary>
/// <param name="Plan">SHA-256 of the plan's bytes.</param>
/// <param name="Site">Who uploads.</param>
/// <param name="Update">SHA-256 of the upload's bytes.</param>
/// <param name="Envelopes">SHA-256 of the envelope for each holder, in the order of their numbers.</param>
/// <param name="Signature">
/// ECDSA P-256 with SHA-256, DER, by the key of the site's certificate, over "federated.v1.UploadHeader" ‖ 0x00 ‖ plan ‖ update ‖
/// number of envelopes (32-bit, little-endian) ‖ their digests ‖ UTF-8 name of the site.
/// </param>
public sealed record UploadHeader(Digest Plan, string Site, Digest Update, ImmutableArray<Digest> Envelopes, ImmutableArray<byte> Signature)
{
    /// <summary>Signs.</summary>
    /// <param name="key">The site's private key.</param>
    /// <param name="plan">SHA-256 of the plan's bytes.</param>
    /// <param name="site">Who uploads.</param>
    /// <param name="update">SHA-256 of the upload's bytes.</param>
    /// <param name="envelopes">SHA-256 of the envelopes.</param>
    public static UploadHeader Sign(ECDsa key, Digest plan, string site, Digest update, ImmutableArray<Digest> envelopes)
    {
        var unsigned = new UploadHeader(plan, site, update, envelopes, []);
        return unsigned with { Signature = [.. key.SignData(unsigned.Statement(), HashAlgorithmName.SHA256, DSASignatureFormat.Rfc3279DerSequence)] };
    }

    /// <summary>What is wrong with a header that somebody showed; null if nothing is.</summary>
    /// <param name="plan">The plan that it must belong to.</param>
    public string? Problem(SecurePlan plan) =>
        plan.Find(Site) is not { } member ? $"{Site} is not on the plan's roster"
        : Plan != plan.Digest ? $"the header of {Site} belongs to another plan"
        : Envelopes.Length != plan.Holders.Length ? $"the header of {Site} names {Envelopes.Length} envelopes; there are {plan.Holders.Length} holders"
        : !member.HasSigned(Statement(), Signature.AsSpan()) ? $"the header of {Site} is not signed by {Site}"
        : null;

    /// <summary>SHA-256 of what is signed. Signatures are left out: there are many for one statement.</summary>
    internal Digest StatementDigest() => Digest.Of(Statement());

    private byte[] Statement()
    {
        Span<byte> count = stackalloc byte[sizeof(int)];
        BinaryPrimitives.WriteInt32LittleEndian(count, Envelopes.Length);
        return
        [
            .. "federated.v1.UploadHeader\0"u8,
            .. Plan.ToArray(),
            .. Update.ToArray(),
            .. count,
            .. Envelopes.SelectMany(envelope => envelope.ToArray()),
            .. Encoding.UTF8.GetBytes(Site),
        ];
    }
}
