using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace FederatedSecure.Cryptography.Identity;

/// <summary>Which certificates are accepted.</summary>
public static class CertificateRules
{
    internal const string ServerAuthentication = "1.3.6.1.5.5.7.3.1";
    internal const string ClientAuthentication = "1.3.6.1.5.5.7.3.2";

    /// <summary>What speaks against a certificate; null if nothing does. Looks at no system-wide trust and at no network.</summary>
    /// <remarks>Every certificate between it and the authority, the authority included, must be valid at the time.</remarks>
    /// <param name="certificate">The certificate shown.</param>
    /// <param name="authorities">The only authorities trusted here: roots, and intermediates if there are any.</param>
    /// <param name="now">Wall-clock time.</param>
    /// <param name="use">What it is shown for.</param>
    public static CertificateProblem? Check(
        X509Certificate2 certificate, X509Certificate2Collection authorities, DateTimeOffset now, CertificateUse use)
    {
        // Authenticity first: dates and uses of a certificate that nobody vouches for mean nothing.
        if (Validity(certificate, authorities) is not var (notBefore, notAfter))
        {
            return CertificateProblem.UnknownAuthority;
        }

        if (now < notBefore)
        {
            return CertificateProblem.NotYetValid;
        }

        if (now >= notAfter)
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
        // A curve that comes as explicit parameters is refused too, whatever it is.
        var curve = key.ExportParameters(includePrivateParameters: false).Curve;
        return curve.IsNamed && curve.Oid.Value == "1.2.840.10045.3.1.7";
    }

    // When all links of the chain to an authority are valid; null if there is no such chain.
    private static (DateTimeOffset NotBefore, DateTimeOffset NotAfter)? Validity(
        X509Certificate2 certificate, X509Certificate2Collection authorities)
    {
        using var chain = new X509Chain();
        chain.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        chain.ChainPolicy.CustomTrustStore.AddRange(authorities);
        chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        chain.ChainPolicy.DisableCertificateDownloads = true;
        // Validity is judged by the caller's clock, not by the machine's.
        chain.ChainPolicy.VerificationFlags = X509VerificationFlags.IgnoreNotTimeValid;
        chain.ChainPolicy.VerificationTime = certificate.NotBefore;
        var trusted = chain.Build(certificate);
        var (start, end) = (DateTimeOffset.MinValue, DateTimeOffset.MaxValue);
        var links = chain.ChainElements;
        foreach (var link in links)
        {
            var (notBefore, notAfter) = (link.Certificate.NotBefore.ToUniversalTime(), link.Certificate.NotAfter.ToUniversalTime());
            start = notBefore > start ? notBefore : start;
            end = notAfter < end ? notAfter : end;
            link.Certificate.Dispose();
        }

        // An authority that shows itself is no member.
        return trusted && links.Count > 1 ? (start, end) : null;
    }

    private static bool MayBeUsedAs(X509Certificate2 certificate, CertificateUse use)
    {
        var wanted = use == CertificateUse.Site ? ClientAuthentication : ServerAuthentication;
        // Without the extension a certificate would be good for anything, which is too much.
        var serves = false;
        foreach (var extension in certificate.Extensions)
        {
            switch (extension)
            {
                case X509BasicConstraintsExtension { CertificateAuthority: true }:
                    return false;
                case X509EnhancedKeyUsageExtension usages:
                    serves = usages.EnhancedKeyUsages.Cast<Oid>().Any(usage => usage.Value == wanted);
                    break;
            }
        }

        return serves;
    }
}
