using System.Security.Cryptography;
using System.Text;
using FederatedSecure.Cryptography.Encapsulation;

namespace FederatedSecure.Cryptography.SecureAggregation;

/// <summary>
/// A site's word that an envelope key is its own: ECDSA P-256 with SHA-256, DER, by the key of the site's certificate, over
/// "federated.v1.EnvelopeKey" ‖ 0x00 ‖ the key ‖ UTF-8 name of the site. Without it the coordinator could hand out keys of its
/// own and read the shares.
/// </summary>
public static class EnvelopeKeyStatement
{
    /// <summary>The longest signature that is looked at, in bytes: a P-256 signature has at most 72.</summary>
    public const int MaximumSignatureLength = 80;

    /// <summary>Signs.</summary>
    /// <param name="key">The site's private key.</param>
    /// <param name="site">The site's name.</param>
    /// <param name="envelopeKey">The key that is its own.</param>
    public static byte[] Sign(ECDsa key, string site, EnvelopePublicKey envelopeKey) =>
        key.SignData(Statement(site, envelopeKey), HashAlgorithmName.SHA256, DSASignatureFormat.Rfc3279DerSequence);

    /// <summary>Whether the site has said so.</summary>
    /// <param name="key">The public key of the site's certificate.</param>
    /// <param name="site">The site's name.</param>
    /// <param name="envelopeKey">The key in question.</param>
    /// <param name="signature">What is said to be the site's signature.</param>
    public static bool Verify(ECDsa key, string site, EnvelopePublicKey envelopeKey, ReadOnlySpan<byte> signature) =>
        signature.Length <= MaximumSignatureLength
        && key.VerifyData(Statement(site, envelopeKey), signature, HashAlgorithmName.SHA256, DSASignatureFormat.Rfc3279DerSequence);

    private static byte[] Statement(string site, EnvelopePublicKey envelopeKey) =>
        [.. "federated.v1.EnvelopeKey\0"u8, .. envelopeKey.Bytes, .. Encoding.UTF8.GetBytes(site)];
}
