using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using FederatedSecure.Cryptography.Content;
using FederatedSecure.Cryptography.Identity;
using FederatedSecure.Cryptography.Tests.Support;

namespace FederatedSecure.Cryptography.Tests.Identity;

public sealed class CertificateAuthorityTests
{
    [Fact]
    public void Create_Authority_SignsLeavesOnlyForTenYears()
    {
        using var authority = Some.Authority();
        var certificate = authority.Certificate;

        var constraints = certificate.Extensions.OfType<X509BasicConstraintsExtension>().Single();
        Assert.True(constraints is { CertificateAuthority: true, HasPathLengthConstraint: true, PathLengthConstraint: 0, Critical: true });
        Assert.Equal(X509KeyUsageFlags.KeyCertSign, certificate.Extensions.OfType<X509KeyUsageExtension>().Single().KeyUsages);
        Assert.Equal("CN=Test authority", certificate.Subject);
        Assert.Equal(Some.Now - TimeSpan.FromMinutes(5), new DateTimeOffset(certificate.NotBefore));
        Assert.Equal(Some.Now + TimeSpan.FromDays(3650), new DateTimeOffset(certificate.NotAfter));
        Assert.False(certificate.HasPrivateKey);
    }

    [Fact]
    public void Fingerprint_Authority_IsTheSha256OfItsDer()
    {
        using var authority = Some.Authority();

        Assert.Equal(Convert.ToHexStringLower(SHA256.HashData(authority.Certificate.RawData)), authority.Fingerprint.ToString());
        Assert.Equal(authority.Certificate.GetCertHashString(HashAlgorithmName.SHA256), authority.Fingerprint.ToString(), ignoreCase: true);
    }

    [Fact]
    public void Load_ExportedAuthority_IssuesWhatTheFirstOneAccepts()
    {
        using var first = Some.Authority();
        using var second = CertificateAuthority.Load(first.ExportCertificatePem(), first.ExportKeyPem(), Some.Clock());

        using var site = Some.SiteCertificate(second);

        Assert.Equal(first.Fingerprint, second.Fingerprint);
        Assert.Null(site.Check(first));
    }

    [Fact]
    public void Load_KeyOfAnotherAuthority_IsRefused()
    {
        using var authority = Some.Authority();
        using var other = Some.Authority();

        Assert.Contains("does not belong", LoadProblem(authority.ExportCertificatePem(), other.ExportKeyPem()), StringComparison.Ordinal);
    }

    [Fact]
    public void Load_PublicKeyInsteadOfThePrivate_IsRefused()
    {
        using var authority = Some.Authority();
        using var key = authority.Certificate.GetECDsaPublicKey()!;

        Assert.Contains("public key", LoadProblem(authority.ExportCertificatePem(), key.ExportSubjectPublicKeyInfoPem()), StringComparison.Ordinal);
    }

    [Fact]
    public void Load_CertificateOfASite_IsRefused()
    {
        using var authority = Some.Authority();
        using var key = SiteKey.Create();
        using var site = authority.IssueSite(key.CreateSigningRequest("a"), "a", Some.Week);

        Assert.Contains("not that of an authority", LoadProblem(site.ExportCertificatePem(), key.ExportPem()), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("no PEM")]
    [InlineData("-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----")]
    public void Load_NoCertificateOrKey_IsRefused(string text)
    {
        using var authority = Some.Authority();

        LoadProblem(text, authority.ExportKeyPem());
        LoadProblem(authority.ExportCertificatePem(), text);
    }

    [Fact]
    public void IssueSite_Request_IsForClientsOnlyAndOfTheSitesKey()
    {
        using var authority = Some.Authority();
        using var key = SiteKey.Create();

        using var certificate = authority.IssueSite(key.CreateSigningRequest("ignored"), "hospital-b", Some.Week);

        Assert.Equal("hospital-b", CertificateRules.CommonName(certificate));
        Assert.Equal([Some.ClientAuthentication], certificate.Usages());
        Assert.False(certificate.IsAuthority());
        Assert.Equal(X509KeyUsageFlags.DigitalSignature, certificate.Extensions.OfType<X509KeyUsageExtension>().Single().KeyUsages);
        Assert.Equal(key.Key.ExportSubjectPublicKeyInfo(), certificate.PublicKey.ExportSubjectPublicKeyInfo());
        Assert.Equal("1.2.840.10045.4.3.2", certificate.SignatureAlgorithm.Value);
        Assert.Null(certificate.Check(authority));
    }

    [Fact]
    public void IssueSite_Validity_StartsFiveMinutesAgoAndEndsAfterTheLifetime()
    {
        using var authority = Some.Authority();

        using var certificate = Some.SiteCertificate(authority);

        Assert.Equal(Some.Now - TimeSpan.FromMinutes(5), new DateTimeOffset(certificate.NotBefore));
        Assert.Equal(Some.Now + Some.Week, new DateTimeOffset(certificate.NotAfter));
    }

    [Fact]
    public void IssueSite_LifetimeBeyondTheAuthoritys_EndsWithIt()
    {
        using var authority = Some.Authority();

        using var certificate = authority.IssueSite(Some.SigningRequest(), "a", TimeSpan.MaxValue);

        Assert.Equal(authority.Certificate.NotAfter, certificate.NotAfter);
    }

    [Fact]
    public void IssueSite_AuthorityExpired_SaysWhatToDo()
    {
        var clock = Some.Clock();
        using var authority = Some.Authority(clock);
        clock.SetUtcNow(authority.Certificate.NotAfter);

        var exception = Assert.Throws<InvalidOperationException>(() => Some.SiteCertificate(authority));

        Assert.Contains("make a new one", exception.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    public void Issue_NoLifetime_IsAnError(int seconds)
    {
        using var authority = Some.Authority();

        Assert.Throws<ArgumentOutOfRangeException>(() => authority.IssueSite(Some.SigningRequest(), "a", TimeSpan.FromSeconds(seconds)));
    }

    [Fact]
    public void Issue_ManyTimes_GivesPositiveSerialNumbersOfSixteenBytes()
    {
        using var authority = Some.Authority();
        var request = Some.SigningRequest();
        var serials = new HashSet<string>();
        for (var i = 0; i < 200; i++)
        {
            using var certificate = authority.IssueSite(request, "a", Some.Week);
            Assert.Equal(16, certificate.SerialNumberBytes.Length);
            Assert.InRange(certificate.SerialNumberBytes.Span[0], 0x40, 0x7F);
            serials.Add(certificate.SerialNumber);
        }

        Assert.Equal(200, serials.Count);
    }

    [Fact]
    public void IssueServer_NamesAndAddresses_AreAlternativeNames()
    {
        using var authority = Some.Authority();
        using var key = SiteKey.Create();

        using var certificate = authority.IssueServer(key.Key, ["coordinator.example.org", "10.1.2.3", "::1"], Some.Week);

        var names = certificate.Extensions.OfType<X509SubjectAlternativeNameExtension>().Single();
        Assert.Equal(["coordinator.example.org"], names.EnumerateDnsNames());
        Assert.Equal([IPAddress.Parse("10.1.2.3"), IPAddress.IPv6Loopback], names.EnumerateIPAddresses());
        Assert.True(certificate.MatchesHostname("coordinator.example.org"));
        Assert.True(certificate.MatchesHostname("10.1.2.3"));
        Assert.Equal([Some.ServerAuthentication], certificate.Usages());
        Assert.False(certificate.IsAuthority());
        Assert.Null(certificate.Check(authority, use: CertificateUse.Server));
    }

    [Fact]
    public void IssueServer_NameTooLongForACommonName_IsAnAlternativeNameOnly()
    {
        using var authority = Some.Authority();
        using var key = SiteKey.Create();
        var name = string.Join('.', Enumerable.Repeat("a-rather-long-label", 4));

        using var certificate = authority.IssueServer(key.Key, [name], Some.Week);

        Assert.Equal("coordinator", CertificateRules.CommonName(certificate));
        Assert.True(certificate.MatchesHostname(name));
    }

    [Fact]
    public void IssueServer_NoNames_IsAnError()
    {
        using var authority = Some.Authority();
        using var key = SiteKey.Create();

        Assert.Throws<ArgumentException>(() => authority.IssueServer(key.Key, [], Some.Week));
    }

    [Fact]
    public void Fingerprint_TwoAuthoritiesOfOneName_Differ()
    {
        using var first = Some.Authority();
        using var second = Some.Authority();

        Assert.NotEqual(first.Fingerprint, second.Fingerprint);
        Assert.Equal(first.Fingerprint, Digest.Of(first.Certificate.RawDataMemory.Span));
    }

    private static string LoadProblem(string certificate, string key) =>
        Assert.ThrowsAny<CryptographicException>(() => CertificateAuthority.Load(certificate, key, Some.Clock())).Message;
}
