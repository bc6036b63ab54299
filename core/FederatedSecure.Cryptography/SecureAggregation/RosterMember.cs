using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using FederatedSecure.Cryptography.Content;
using FederatedSecure.Cryptography.Encapsulation;
using FederatedSecure.Cryptography.Identity;

namespace FederatedSecure.Cryptography.SecureAggregation;

/// <summary>A site of a plan's roster, whose certificate and envelope key were found to be good.</summary>
public sealed class RosterMember
{
    private readonly byte[] _publicKey;

    private RosterMember(string site, byte[] publicKey, EnvelopePublicKey envelopeKey)
    {
        Site = site;
        _publicKey = publicKey;
        EnvelopeKey = envelopeKey;
        Fingerprint = Digest.Of(publicKey);
    }

    /// <summary>The site's name.</summary>
    public string Site { get; }

    /// <summary>SHA-256 of the public key (SubjectPublicKeyInfo, DER) of its certificate, which stays the same when it is renewed.</summary>
    public Digest Fingerprint { get; }

    /// <summary>What envelopes for the site are closed with.</summary>
    public EnvelopePublicKey EnvelopeKey { get; }

    /// <summary>Takes in what a plan says about a site.</summary>
    /// <param name="site">The name.</param>
    /// <param name="certificate">Its certificate, DER.</param>
    /// <param name="envelopeKey">Its envelope key.</param>
    /// <param name="signature">Its word on that key.</param>
    /// <param name="authorities">Who may vouch for it.</param>
    /// <param name="now">Wall-clock time.</param>
    /// <param name="member">The member.</param>
    /// <param name="problem">What is wrong.</param>
    public static bool TryRead(
        string site,
        ReadOnlySpan<byte> certificate,
        ReadOnlySpan<byte> envelopeKey,
        ReadOnlySpan<byte> signature,
        X509Certificate2Collection authorities,
        DateTimeOffset now,
        [NotNullWhen(true)] out RosterMember? member,
        [NotNullWhen(false)] out string? problem)
    {
        member = null;
        try
        {
            using var read = X509CertificateLoader.LoadCertificate(certificate);
            if (CertificateRules.Check(read, authorities, now, CertificateUse.Site) is { } wrong)
            {
                problem = $"the certificate of {site} is not acceptable: {wrong}";
                return false;
            }

            if (CertificateRules.CommonName(read) != site)
            {
                problem = $"the certificate shown for {site} is in another name";
                return false;
            }

            return TryRead(site, read, envelopeKey, signature, out member, out problem);
        }
        catch (CryptographicException)
        {
            problem = $"the certificate of {site} cannot be read";
            return false;
        }
    }

    /// <summary>Takes in a site whose certificate was checked before.</summary>
    public static bool TryRead(
        string site,
        X509Certificate2 certificate,
        ReadOnlySpan<byte> envelopeKey,
        ReadOnlySpan<byte> signature,
        [NotNullWhen(true)] out RosterMember? member,
        [NotNullWhen(false)] out string? problem)
    {
        member = null;
        using var publicKey = certificate.GetECDsaPublicKey();
        if (publicKey is null || !CertificateRules.IsP256(publicKey))
        {
            problem = $"the certificate of {site} is not on the curve P-256";
            return false;
        }

        if (!EnvelopePublicKey.TryRead(envelopeKey, out var key))
        {
            problem = $"the envelope key of {site} is none";
            return false;
        }

        if (!EnvelopeKeyStatement.Verify(publicKey, site, key, signature))
        {
            problem = $"the envelope key of {site} is not signed by {site}";
            return false;
        }

        member = new RosterMember(site, publicKey.ExportSubjectPublicKeyInfo(), key);
        problem = null;
        return true;
    }

    /// <summary>The name.</summary>
    public override string ToString() => Site;

    internal bool HasSigned(ReadOnlySpan<byte> statement, ReadOnlySpan<byte> signature)
    {
        if (signature.Length > EnvelopeKeyStatement.MaximumSignatureLength)
        {
            return false;
        }

        using var key = ECDsa.Create();
        key.ImportSubjectPublicKeyInfo(_publicKey, out _);
        return key.VerifyData(statement, signature, HashAlgorithmName.SHA256, DSASignatureFormat.Rfc3279DerSequence);
    }
}
