using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace FederatedSecure.Cryptography.Identity;

/// <summary>The private key of a site or server: ECDSA on P-256. It is made where it is used and never leaves that place.</summary>
public sealed class SiteKey : IDisposable
{
    private SiteKey(ECDsa key) => Key = key;

    /// <summary>The key itself, for TLS and signatures. Owned by this object.</summary>
    public ECDsa Key { get; }

    /// <summary>Makes a new key.</summary>
    public static SiteKey Create() => new(ECDsa.Create(ECCurve.NamedCurves.nistP256));

    /// <summary>Reads a key written by <see cref="ExportPem"/>.</summary>
    /// <exception cref="CryptographicException">The text holds no unencrypted P-256 private key.</exception>
    public static SiteKey FromPem(ReadOnlySpan<char> pem) => new(PrivateKeyReader.Read(pem));

    /// <summary>PKCS #8 in PEM. The caller stores it with access for its owner only.</summary>
    public string ExportPem() => Key.ExportPkcs8PrivateKeyPem();

    /// <summary>A PKCS #10 request for the site's certificate, DER.</summary>
    public byte[] CreateSigningRequest(string site)
    {
        var name = new X500DistinguishedNameBuilder();
        name.AddCommonName(site);
        return new CertificateRequest(name.Build(), Key, HashAlgorithmName.SHA256).CreateSigningRequest();
    }

    /// <inheritdoc/>
    public void Dispose() => Key.Dispose();
}
