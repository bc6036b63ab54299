using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace FederatedSecure.Cryptography.Identity;

/// <summary>Takes the public key out of a certificate signing request, which comes from somebody unknown.</summary>
internal static class SigningRequestReader
{
    /// <exception cref="CryptographicException">The request is malformed, its signature is wrong, or its key is not on P-256.</exception>
    internal static PublicKey ReadKey(ReadOnlySpan<byte> signingRequest)
    {
        try
        {
            // Checks the request's signature, so that nobody gets a certificate for a key that is not theirs.
            var request = CertificateRequest.LoadSigningRequest(signingRequest, HashAlgorithmName.SHA256, out var consumed);
            if (consumed != signingRequest.Length)
            {
                throw new CryptographicException("Something follows the certificate signing request.");
            }

            using var key = request.PublicKey.GetECDsaPublicKey();
            if (key is null || !CertificateRules.IsP256(key))
            {
                throw new CryptographicException("The key of the certificate signing request is not an ECDSA key on P-256.");
            }

            return request.PublicKey;
        }
        catch (Exception exception) when (exception is ArgumentException or NotSupportedException or InvalidOperationException or FormatException)
        {
            // What the platform answers to algorithms and encodings that it does not know.
            throw new CryptographicException("The certificate signing request cannot be read.", exception);
        }
    }
}
