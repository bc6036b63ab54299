using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using FederatedSecure.Cryptography.Content;

namespace FederatedSecure.Assurance.Signing;

/// <summary>
/// Signs reports with an evaluator's key: ECDSA on P-256 with SHA-256, over a statement that names its purpose and the SHA-256 of the
/// report's bytes. It proves who vouches for these bytes, and that nothing in them was changed; not that the figures are right.
/// </summary>
public static class ReportSignature
{
    // A signature for one purpose must never be good for another: the same keys sign uploads and requests.
    private static ReadOnlySpan<byte> Purpose => "FederatedSecure assurance report, form 1\n"u8;

    /// <summary>Signs.</summary>
    /// <param name="report">The report's file, byte for byte.</param>
    /// <param name="key">The evaluator's private key.</param>
    /// <returns>The signature, DER.</returns>
    public static byte[] Sign(ReadOnlySpan<byte> report, ECDsa key) =>
        key.SignData(Statement(report), HashAlgorithmName.SHA256, DSASignatureFormat.Rfc3279DerSequence);

    /// <summary>
    /// What speaks against a signature, as a sentence; null if it is good. Looks at the certificate's key only: whether its owner may
    /// vouch for anything, and whether it was valid at the time, is another question (CertificateRules).
    /// </summary>
    /// <param name="report">The report's file, byte for byte.</param>
    /// <param name="signature">DER.</param>
    /// <param name="certificate">The evaluator's.</param>
    public static string? Verify(ReadOnlySpan<byte> report, ReadOnlySpan<byte> signature, X509Certificate2 certificate)
    {
        using var key = certificate.GetECDsaPublicKey();
        if (key is null || key.KeySize != 256)
        {
            return "The evaluator's certificate holds no key of ECDSA on P-256.";
        }

        return key.VerifyData(Statement(report), signature, HashAlgorithmName.SHA256, DSASignatureFormat.Rfc3279DerSequence)
            ? null
            : "The signature does not fit: the report was changed after it was signed, or somebody else signed it.";
    }

    private static byte[] Statement(ReadOnlySpan<byte> report) => [.. Purpose, .. Digest.Of(report).ToArray()];
}
