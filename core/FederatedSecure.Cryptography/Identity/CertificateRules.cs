using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace FederatedSecure.Cryptography.Identity;

/// <summary>Which certificates are accepted.</summary>
public static class CertificateRules
{
    private const string ServerAuthentication = "1.3.6.1.5.5.7.3.1";
    private const string ClientAuthentication = "1.3.6.1.5.5.7.3.2";

    /// <summary>What speaks against a certificate; null if nothing does. Looks at no system-wide trust and at no network.</summary>
    /// <param name="certificate">The certificate shown.</param>
    /// <param name="authorities">The only authorities trusted here.</param>
    /// <param name="now">Wall-clock time.</param>
    /// <param name="use">What it is shown for.</param>
    public static CertificateProblem? Check(
        X509Certificate2 certificate, X509Certificate2Collection authorities, DateTimeOffset now, CertificateUse use)
    {
        // Authenticity first: dates and uses of a certificate that nobody vouches for mean nothing.
        if (!ChainsTo(certificate, authorities))
        {
            return CertificateProblem.UnknownAuthority;
        }

        if (now < certificate.NotBefore.ToUniversalTime())
        {
            return CertificateProblem.NotYetValid;
        }

        if (now >= certificate.NotAfter.ToUniversalTime())
        {
            return CertificateProblem.Expired;
        }

        return MayBeUsedAs(certificate, use) ? null : CertificateProblem.WrongUse;
    }

    /// <summary>The common name, which is the name of the site; null if there is not exactly one.</summary>
    public static string? CommonName(X509Certificate2 certificate)
    {
        string? name = null;
        foreach (var part in certificate.SubjectName.EnumerateRelativeDistinguishedNames())
        {
            if (part.HasMultipleElements || part.GetSingleElementType().Value != "2.5.4.3")
            {
                continue;
            }

            if (name is not null)
            {
                return null;
            }

            name = part.GetSingleElementValue();
        }

        return name;
    }

    internal static bool IsP256(ECDsa key)
    {
        var curve = key.ExportParameters(includePrivateParameters: false).Curve;
        return curve.IsNamed && curve.Oid.Value == "1.2.840.10045.3.1.7";
    }

    private static bool ChainsTo(X509Certificate2 certificate, X509Certificate2Collection authorities)
    {
        using var chain = new X509Chain();
        chain.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        chain.ChainPolicy.CustomTrustStore.AddRange(authorities);
        chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        chain.ChainPolicy.DisableCertificateDownloads = true;
        chain.ChainPolicy.VerificationFlags = X509VerificationFlags.IgnoreNotTimeValid;
        // Validity is judged by the caller's clock, so the chain is built for a moment within it.
        chain.ChainPolicy.VerificationTime = certificate.NotBefore;
        var trusted = chain.Build(certificate);
        var links = chain.ChainElements;
        // A root that shows itself is no member.
        var isLeaf = links.Count > 1;
        foreach (var link in links)
        {
            link.Certificate.Dispose();
        }

        return trusted && isLeaf;
    }

    private static bool MayBeUsedAs(X509Certificate2 certificate, CertificateUse use)
    {
        var wanted = use == CertificateUse.Site ? ClientAuthentication : ServerAuthentication;
        foreach (var extension in certificate.Extensions)
        {
            if (extension is X509BasicConstraintsExtension { CertificateAuthority: true })
            {
                return false;
            }

            if (extension is X509EnhancedKeyUsageExtension usages)
            {
                return usages.EnhancedKeyUsages.Cast<Oid>().Any(usage => usage.Value == wanted);
            }
        }

        // Without the extension a certificate would be good for anything, which is too much.
        return false;
    }
}
