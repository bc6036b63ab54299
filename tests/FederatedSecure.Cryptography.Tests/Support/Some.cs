using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using FederatedSecure.Cryptography.Identity;
using Microsoft.Extensions.Time.Testing;

namespace FederatedSecure.Cryptography.Tests.Support;

/// <summary>Builders. Their clock stands in 2043, so that nothing here can depend on the machine's.</summary>
internal static class Some
{
    public const string ClientAuthentication = "1.3.6.1.5.5.7.3.2";
    public const string ServerAuthentication = "1.3.6.1.5.5.7.3.1";

    public static readonly DateTimeOffset Now = new(2043, 5, 17, 9, 30, 0, TimeSpan.Zero);
    public static readonly TimeSpan Week = TimeSpan.FromDays(7);

    public static FakeTimeProvider Clock() => new(Now);

    public static CertificateAuthority Authority(TimeProvider? clock = null, string name = "Test authority") =>
        CertificateAuthority.Create(name, clock ?? Clock());

    public static byte[] SigningRequest(string site = "hospital-a")
    {
        using var key = SiteKey.Create();
        return key.CreateSigningRequest(site);
    }

    public static X509Certificate2 SiteCertificate(CertificateAuthority authority, string site = "hospital-a") =>
        authority.IssueSite(SigningRequest(site), site, Week);

    public static X500DistinguishedName Name(string commonName)
    {
        var builder = new X500DistinguishedNameBuilder();
        builder.AddCommonName(commonName);
        return builder.Build();
    }

    public static X509Extension Usage(params string[] usages) =>
        new X509EnhancedKeyUsageExtension([.. usages.Select(usage => new Oid(usage))], critical: true);

    public static X509Extension Constraints(bool authority) =>
        new X509BasicConstraintsExtension(authority, hasPathLengthConstraint: false, pathLengthConstraint: 0, critical: true);

    /// <summary>A certificate with exactly these extensions, in this order, signed with the authority's own key.</summary>
    public static X509Certificate2 Signed(CertificateAuthority authority, params X509Extension[] extensions)
    {
        using var signer = ECDsa.Create();
        signer.ImportFromPem(authority.ExportKeyPem());
        return Signed(authority.Certificate, signer, Now - Week, Now + Week, extensions);
    }

    public static X509Certificate2 Signed(
        X509Certificate2 issuer, ECDsa signer, DateTimeOffset notBefore, DateTimeOffset notAfter, params X509Extension[] extensions)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        return Signed(issuer, signer, Name("hospital-a"), key, notBefore, notAfter, extensions);
    }

    public static X509Certificate2 Signed(
        X509Certificate2 issuer,
        ECDsa signer,
        X500DistinguishedName subject,
        ECDsa key,
        DateTimeOffset notBefore,
        DateTimeOffset notAfter,
        params X509Extension[] extensions)
    {
        var request = new CertificateRequest(subject, key, HashAlgorithmName.SHA256);
        foreach (var extension in extensions)
        {
            request.CertificateExtensions.Add(extension);
        }

        return request.Create(
            issuer.SubjectName, X509SignatureGenerator.CreateForECDsa(signer), notBefore, notAfter, [0x41, .. RandomNumberGenerator.GetBytes(8)]);
    }
}
