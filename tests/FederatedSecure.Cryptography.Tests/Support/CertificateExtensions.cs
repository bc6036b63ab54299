using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using FederatedSecure.Cryptography.Identity;

namespace FederatedSecure.Cryptography.Tests.Support;

/// <summary>Questions that tests ask of certificates.</summary>
internal static class CertificateExtensions
{
    public static CertificateProblem? Check(
        this X509Certificate2 certificate, CertificateAuthority authority, DateTimeOffset? now = null, CertificateUse use = CertificateUse.Site) =>
        CertificateRules.Check(certificate, [authority.Certificate], now ?? Some.Now, use);

    public static string[] Usages(this X509Certificate2 certificate) =>
        [.. certificate.Extensions.OfType<X509EnhancedKeyUsageExtension>()
            .SelectMany(extension => extension.EnhancedKeyUsages.Cast<Oid>())
            .Select(usage => usage.Value!)];

    public static bool IsAuthority(this X509Certificate2 certificate) =>
        certificate.Extensions.OfType<X509BasicConstraintsExtension>().Single().CertificateAuthority;

    public static string[] ExtensionKinds(this X509Certificate2 certificate) =>
        [.. certificate.Extensions.Select(extension => extension.Oid!.Value!).Order(StringComparer.Ordinal)];
}
