using System.Security.Cryptography;

namespace FederatedSecure.Cryptography.Identity;

/// <summary>Reads P-256 private keys from PEM.</summary>
internal static class PrivateKeyReader
{
    /// <exception cref="CryptographicException">The text holds no unencrypted P-256 private key.</exception>
    internal static ECDsa Read(ReadOnlySpan<char> pem)
    {
        var key = ECDsa.Create();
        try
        {
            key.ImportFromPem(pem);
            if (!CertificateRules.IsP256(key))
            {
                throw new CryptographicException("The key is not on the curve P-256.");
            }

            RequirePrivate(key);
            return key;
        }
        catch (ArgumentException exception)
        {
            key.Dispose();
            throw new CryptographicException("The file holds no unencrypted PEM private key.", exception);
        }
        catch (CryptographicException)
        {
            key.Dispose();
            throw;
        }
    }

    // A public key imports without complaint and would fail only at the first signature.
    private static void RequirePrivate(ECDsa key)
    {
        try
        {
            CryptographicOperations.ZeroMemory(key.ExportParameters(includePrivateParameters: true).D);
        }
        catch (CryptographicException exception)
        {
            throw new CryptographicException("The file holds a public key; the private key is needed.", exception);
        }
    }
}
