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
    /// <exception cref="CryptographicException">The texts hold no authority's certificate and key that belong together.</exception>
    public static CertificateAuthority Load(string certificatePem, string keyPem, TimeProvider time)
    {
        var key = PrivateKeyReader.Read(keyPem);
        X509Certificate2? certificate = null;
        try
        {
            certificate = X509Certificate2.CreateFromPem(certificatePem);
            using var expected = certificate.GetECDsaPublicKey();
            if (expected is null || !expected.ExportSubjectPublicKeyInfo().AsSpan().SequenceEqual(key.ExportSubjectPublicKeyInfo()))
            {
                throw new CryptographicException("The authority's key does not belong to its certificate.");
            }

            if (!certificate.Extensions.OfType<X509BasicConstraintsExtension>().Any(constraints => constraints.CertificateAuthority))
            {
                throw new CryptographicException("The certificate is not that of an authority: it may not sign others.");
            }

            return new CertificateAuthority(certificate, key, time);
        }
        catch (CryptographicException)
        {
            key.Dispose();
            certificate?.Dispose();
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
    /// <param name="lifetime">How long it is valid; never longer than the authority itself.</param>
    /// <exception cref="CryptographicException">The request is malformed, its signature is wrong, or its key is not on P-256.</exception>
    /// <exception cref="InvalidOperationException">The authority has expired.</exception>
    public X509Certificate2 IssueSite(ReadOnlySpan<byte> signingRequest, string site, TimeSpan lifetime) =>
        Issue(SigningRequestReader.ReadKey(signingRequest), site, lifetime, CertificateRules.ClientAuthentication, names: null);

    /// <summary>Issues a server certificate for the key and names: good for server authentication only.</summary>
    /// <param name="key">The server's key.</param>
    /// <param name="names">DNS names and IP addresses under which it is called, at least one.</param>
    /// <param name="lifetime">How long it is valid; never longer than the authority itself.</param>
    /// <exception cref="ArgumentException">There is no name, or one is neither a DNS name nor an IP address.</exception>
    /// <exception cref="InvalidOperationException">The authority has expired.</exception>
    public X509Certificate2 IssueServer(ECDsa key, IReadOnlyCollection<string> names, TimeSpan lifetime)
    {
        if (names.Count == 0)
        {
            throw new ArgumentException("A server certificate needs at least one DNS name or IP address.", nameof(names));
        }

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

        // Callers look at the alternative names; a common name has at most 64 characters (X.520).
        var commonName = names.FirstOrDefault(name => name.Length <= 64) ?? "coordinator";
        return Issue(new PublicKey(key), commonName, lifetime, CertificateRules.ServerAuthentication, alternatives.Build());
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _key.Dispose();
        Certificate.Dispose();
    }

    private X509Certificate2 Issue(PublicKey key, string commonName, TimeSpan lifetime, string use, X509Extension? names)
    {
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(lifetime, TimeSpan.Zero);
        var now = _time.GetUtcNow();
        var lastMoment = new DateTimeOffset(Certificate.NotAfter);
        if (now >= lastMoment)
        {
            throw new InvalidOperationException(
                $"The authority expired at {lastMoment.UtcDateTime:u} and can issue nothing any more: make a new one and let the sites join again.");
        }

        var subject = new X500DistinguishedNameBuilder();
        subject.AddCommonName(commonName);
        var request = new CertificateRequest(subject.Build(), key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(
            certificateAuthority: false, hasPathLengthConstraint: false, pathLengthConstraint: 0, critical: true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.DigitalSignature, critical: true));
        request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([new Oid(use)], critical: true));
        request.CertificateExtensions.Add(X509AuthorityKeyIdentifierExtension.CreateFromCertificate(
            Certificate, includeKeyIdentifier: true, includeIssuerAndSerial: false));
        if (names is not null)
        {
            request.CertificateExtensions.Add(names);
        }

        var serial = RandomNumberGenerator.GetBytes(16);
        // Positive, and never a leading zero byte.
        serial[0] = (byte)((serial[0] & 0x7F) | 0x40);
        var end = lifetime < lastMoment - now ? now + lifetime : lastMoment;
        return request.Create(Certificate.SubjectName, X509SignatureGenerator.CreateForECDsa(_key), now - Backdating, end, serial);
    }
}
