using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using FederatedSecure.Cryptography.Content;

namespace FederatedSecure.Cryptography.Identity;

/// <summary>
/// A coordinator's own certificate authority: ECDSA on P-256, leaves only, short lives.
/// </summary>
public sealed class CertificateAuthority : IDisposable
{
    // Covers clocks that are a little behind.
    private static readonly TimeSpan Backdating = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan Lifetime = TimeSpan.FromDays(3650);
    private readonly ECDsa _key;
    private readonly TimeProvider _time;

    private CertificateAuthority(X509Certificate2 certificate, ECDsa key, TimeProvider time)
    {
        Certificate = certificate;
        _key = key;
        _time = time;
    }

    /// <summary>The authority's certificate, without its key.</summary>
    public X509Certificate2 Certificate { get; }

    /// <summary>SHA-256 of the certificate's DER bytes.</summary>
    public Digest Fingerprint => Digest.Of(Certificate.RawDataMemory.Span);

    /// <summary>Makes a new authority, valid for ten years.</summary>
    /// <param name="name">Its common name.</param>
    /// <param name="time">Wall clock.</param>
    public static CertificateAuthority Create(string name, TimeProvider time)
    {
        var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var subject = new X500DistinguishedNameBuilder();
        subject.AddCommonName(name);
        var request = new CertificateRequest(subject.Build(), key, HashAlgorithmName.SHA256);
        // Path length 0: it signs leaves, never other authorities.
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(
            certificateAuthority: true, hasPathLengthConstraint: true, pathLengthConstraint: 0, critical: true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.KeyCertSign, critical: true));
        request.CertificateExtensions.Add(new X509SubjectKeyIdentifierExtension(request.PublicKey, critical: false));
        var now = time.GetUtcNow();
        using var withKey = request.CreateSelfSigned(now - Backdating, now + Lifetime);
        return new CertificateAuthority(X509CertificateLoader.LoadCertificate(withKey.RawData), key, time);
    }

    /// <summary>Reads an authority written by <see cref="ExportCertificatePem"/> and <see cref="ExportKeyPem"/>.</summary>
    /// <exception cref="CryptographicException">The texts hold no certificate and key that belong together.</exception>
    public static CertificateAuthority Load(string certificatePem, string keyPem, TimeProvider time)
    {
        var certificate = X509Certificate2.CreateFromPem(certificatePem);
        var key = ECDsa.Create();
        try
        {
            key.ImportFromPem(keyPem);
            using var expected = certificate.GetECDsaPublicKey();
            if (expected is null || !expected.ExportSubjectPublicKeyInfo().AsSpan().SequenceEqual(key.ExportSubjectPublicKeyInfo()))
            {
                throw new CryptographicException("The authority's key does not belong to its certificate.");
            }

            return new CertificateAuthority(certificate, key, time);
        }
        catch (ArgumentException exception)
        {
            key.Dispose();
            throw new CryptographicException("The authority's key file holds no PEM private key.", exception);
        }
        catch (CryptographicException)
        {
            key.Dispose();
            throw;
        }
    }

    /// <summary>The certificate in PEM, for everybody.</summary>
    public string ExportCertificatePem() => Certificate.ExportCertificatePem();

    /// <summary>The private key in PEM. The caller stores it with access for its owner only.</summary>
    public string ExportKeyPem() => _key.ExportPkcs8PrivateKeyPem();

    /// <summary>
    /// Issues a site's certificate: good for client authentication only. Of the request, only the public key counts; names
    /// and extensions that it asks for are ignored.
    /// </summary>
    /// <param name="signingRequest">PKCS #10, DER.</param>
    /// <param name="site">The name that goes into the certificate.</param>
    /// <param name="lifetime">How long it is valid.</param>
    /// <exception cref="CryptographicException">The request is malformed, its signature is wrong, or its key is not on P-256.</exception>
    public X509Certificate2 IssueSite(ReadOnlySpan<byte> signingRequest, string site, TimeSpan lifetime)
    {
        // Checks the request's signature, so that nobody gets a certificate for a key that is not theirs.
        var request = CertificateRequest.LoadSigningRequest(
            signingRequest.ToArray(),
            HashAlgorithmName.SHA256,
            out var consumed,
            CertificateRequestLoadOptions.Default);
        if (consumed != signingRequest.Length)
        {
            throw new CryptographicException("Something follows the certificate signing request.");
        }

        using var key = request.PublicKey.GetECDsaPublicKey();
        if (key is null || !CertificateRules.IsP256(key))
        {
            throw new CryptographicException("The key of the certificate signing request is not an ECDSA key on P-256.");
        }

        return Issue(request.PublicKey, site, lifetime, new Oid("1.3.6.1.5.5.7.3.2"), names: null);
    }

    /// <summary>Issues a server certificate for the key and names.</summary>
    /// <param name="key">The server's key.</param>
    /// <param name="names">DNS names and IP addresses under which it is called.</param>
    /// <param name="lifetime">How long it is valid.</param>
    public X509Certificate2 IssueServer(ECDsa key, IReadOnlyCollection<string> names, TimeSpan lifetime)
    {
        var alternatives = new SubjectAlternativeNameBuilder();
        foreach (var name in names)
        {
            if (IPAddress.TryParse(name, out var address))
            {
                alternatives.AddIpAddress(address);
            }
            else
            {
                alternatives.AddDnsName(name);
            }
        }

        return Issue(new PublicKey(key), names.First(), lifetime, new Oid("1.3.6.1.5.5.7.3.1"), alternatives.Build());
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _key.Dispose();
        Certificate.Dispose();
    }

    private X509Certificate2 Issue(PublicKey key, string commonName, TimeSpan lifetime, Oid use, X509Extension? names)
    {
        var subject = new X500DistinguishedNameBuilder();
        subject.AddCommonName(commonName);
        var request = new CertificateRequest(subject.Build(), key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(
            certificateAuthority: false, hasPathLengthConstraint: false, pathLengthConstraint: 0, critical: true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.DigitalSignature, critical: true));
        request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([use], critical: true));
        request.CertificateExtensions.Add(X509AuthorityKeyIdentifierExtension.CreateFromCertificate(
            Certificate, includeKeyIdentifier: true, includeIssuerAndSerial: false));
        if (names is not null)
        {
            request.CertificateExtensions.Add(names);
        }

        var serial = RandomNumberGenerator.GetBytes(16);
        serial[0] &= 0x7F;
        var now = _time.GetUtcNow();
        var end = new[] { now + lifetime, new DateTimeOffset(Certificate.NotAfter) }.Min();
        return request.Create(Certificate.SubjectName, X509SignatureGenerator.CreateForECDsa(_key), now - Backdating, end, serial);
    }
}
