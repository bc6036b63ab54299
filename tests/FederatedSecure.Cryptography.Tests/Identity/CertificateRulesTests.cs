using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using FederatedSecure.Cryptography.Identity;
using FederatedSecure.Cryptography.Tests.Support;

namespace FederatedSecure.Cryptography.Tests.Identity;

public sealed class CertificateRulesTests
{
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    [Fact]
    public void Check_ValidityOfASite_IsHalfOpen()
    {
        using var authority = Some.Authority();
        using var site = authority.IssueSite(Some.SigningRequest(), "a", Some.Week);
        var (start, end) = (new DateTimeOffset(site.NotBefore), new DateTimeOffset(site.NotAfter));

        Assert.Equal(CertificateProblem.NotYetValid, site.Check(authority, end - TimeSpan.FromDays(3650)));
        Assert.Null(site.Check(authority, start));
        Assert.Null(site.Check(authority, end - Second));
        Assert.Equal(CertificateProblem.Expired, site.Check(authority, end));
    }

    [Fact]
    public void Check_BeforeItsTime_IsNotYetValid()
    {
        var clock = Some.Clock();
        using var authority = Some.Authority(clock);
        clock.Advance(Some.Week);
        using var site = Some.SiteCertificate(authority);
        var start = new DateTimeOffset(site.NotBefore);

        Assert.Equal(CertificateProblem.NotYetValid, site.Check(authority, start - Second));
        Assert.Null(site.Check(authority, start));
    }

    [Fact]
    public void Check_NowInAnotherTimeZone_IsTheSameMoment()
    {
        using var authority = Some.Authority();
        using var site = Some.SiteCertificate(authority);
        var end = new DateTimeOffset(site.NotAfter).ToOffset(TimeSpan.FromHours(-11));

        Assert.Null(site.Check(authority, end - Second));
        Assert.Equal(CertificateProblem.Expired, site.Check(authority, end));
    }

    [Fact]
    public void Check_OtherAuthority_IsUnknown()
    {
        using var authority = Some.Authority();
        using var other = Some.Authority(name: "Somebody else");
        using var site = Some.SiteCertificate(other);

        Assert.Equal(CertificateProblem.UnknownAuthority, site.Check(authority));
    }

    [Fact]
    public void Check_OtherAuthorityOfTheSameName_IsUnknown()
    {
        using var authority = Some.Authority();
        using var impostor = Some.Authority();
        using var site = Some.SiteCertificate(impostor);

        Assert.Equal(authority.Certificate.Subject, impostor.Certificate.Subject);
        Assert.Equal(CertificateProblem.UnknownAuthority, site.Check(authority));
    }

    [Fact]
    public void Check_TwoAuthoritiesOfTheSameName_AcceptsTheSitesOfBoth()
    {
        // As it is while an authority is being replaced.
        using var before = Some.Authority();
        using var after = Some.Authority();
        X509Certificate2Collection both = [before.Certificate, after.Certificate];
        foreach (var authority in new[] { before, after })
        {
            using var site = Some.SiteCertificate(authority);

            Assert.Null(CertificateRules.Check(site, both, Some.Now, CertificateUse.Site));
        }
    }

    [Fact]
    public void Check_NoAuthorities_IsUnknown()
    {
        using var authority = Some.Authority();
        using var site = Some.SiteCertificate(authority);

        Assert.Equal(CertificateProblem.UnknownAuthority, CertificateRules.Check(site, [], Some.Now, CertificateUse.Site));
    }

    [Fact]
    public void Check_SelfMadeCertificate_IsUnknown()
    {
        using var authority = Some.Authority();
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest(Some.Name("hospital-a"), key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(Some.Usage(Some.ClientAuthentication));
        using var selfMade = request.CreateSelfSigned(Some.Now - Some.Week, Some.Now + Some.Week);

        Assert.Equal(CertificateProblem.UnknownAuthority, selfMade.Check(authority));
        Assert.Equal(
            CertificateProblem.UnknownAuthority,
            CertificateRules.Check(selfMade, [authority.Certificate, selfMade], Some.Now, CertificateUse.Site));
    }

    [Fact]
    public void Check_TheAuthorityItself_IsNoMember()
    {
        using var authority = Some.Authority();

        Assert.Equal(CertificateProblem.UnknownAuthority, authority.Certificate.Check(authority));
    }

    [Fact]
    public void Check_CertificateMadeByASite_IsUnknown()
    {
        using var authority = Some.Authority();
        using var key = SiteKey.Create();
        using var site = authority.IssueSite(key.CreateSigningRequest("a"), "a", Some.Week);
        using var forged = Some.Signed(site, key.Key, Some.Now, Some.Now + Second, Some.Constraints(authority: false), Some.Usage(Some.ClientAuthentication));

        Assert.Equal(CertificateProblem.UnknownAuthority, forged.Check(authority));
        Assert.Equal(
            CertificateProblem.UnknownAuthority,
            CertificateRules.Check(forged, [authority.Certificate, site], Some.Now, CertificateUse.Site));
    }

    [Fact]
    public void Check_SignatureAltered_IsUnknown()
    {
        using var authority = Some.Authority();
        using var site = Some.SiteCertificate(authority);
        byte[] der = [.. site.RawData];
        der[^3] ^= 1;
        using var altered = X509CertificateLoader.LoadCertificate(der);

        Assert.Equal(CertificateProblem.UnknownAuthority, altered.Check(authority));
    }

    [Fact]
    public void Check_NameAltered_IsUnknown()
    {
        using var authority = Some.Authority();
        using var site = Some.SiteCertificate(authority, "hospital-a");
        byte[] der = [.. site.RawData];
        der[der.AsSpan().IndexOf("hospital-a"u8) + 9] = (byte)'b';
        using var altered = X509CertificateLoader.LoadCertificate(der);

        Assert.Equal("hospital-b", CertificateRules.CommonName(altered));
        Assert.Equal(CertificateProblem.UnknownAuthority, altered.Check(authority));
    }

    [Fact]
    public void Check_CertificateOfTheOtherKind_IsWrongUse()
    {
        using var authority = Some.Authority();
        using var key = SiteKey.Create();
        using var site = Some.SiteCertificate(authority);
        using var server = authority.IssueServer(key.Key, ["localhost"], Some.Week);

        Assert.Equal(CertificateProblem.WrongUse, site.Check(authority, use: CertificateUse.Server));
        Assert.Equal(CertificateProblem.WrongUse, server.Check(authority, use: CertificateUse.Site));
    }

    [Theory]
    [InlineData("2.5.29.37.0")]
    [InlineData("1.3.6.1.5.5.7.3.3")]
    [InlineData(Some.ServerAuthentication)]
    public void Check_UsageThatIsNotClientAuthentication_IsWrongUse(string usage)
    {
        using var authority = Some.Authority();
        using var certificate = Some.Signed(authority, Some.Constraints(authority: false), Some.Usage(usage));

        Assert.Equal(CertificateProblem.WrongUse, certificate.Check(authority));
    }

    [Fact]
    public void Check_NoUsageAtAll_IsWrongUse()
    {
        using var authority = Some.Authority();
        using var bare = Some.Signed(authority);
        using var constrained = Some.Signed(authority, Some.Constraints(authority: false));

        Assert.Equal(CertificateProblem.WrongUse, bare.Check(authority));
        Assert.Equal(CertificateProblem.WrongUse, constrained.Check(authority));
    }

    [Fact]
    public void Check_BothUsages_MayBeUsedAsEither()
    {
        using var authority = Some.Authority();
        using var certificate = Some.Signed(authority, Some.Usage(Some.ServerAuthentication, Some.ClientAuthentication));

        Assert.Null(certificate.Check(authority, use: CertificateUse.Site));
        Assert.Null(certificate.Check(authority, use: CertificateUse.Server));
    }

    [Fact]
    public void Check_AuthorityWithAClientUsage_IsRefusedInWhateverOrderItSaysSo()
    {
        using var authority = Some.Authority();
        var (isAuthority, forClients) = (Some.Constraints(authority: true), Some.Usage(Some.ClientAuthentication));
        using var constraintsFirst = Some.Signed(authority, isAuthority, forClients);
        using var usageFirst = Some.Signed(authority, forClients, isAuthority);

        Assert.NotNull(constraintsFirst.Check(authority));
        Assert.NotNull(usageFirst.Check(authority));
    }

    [Fact]
    public void Check_AuthorityExpired_IsExpired()
    {
        using var authority = Some.Authority();
        using var signer = ECDsa.Create();
        signer.ImportFromPem(authority.ExportKeyPem());
        var end = new DateTimeOffset(authority.Certificate.NotAfter);
        using var outlives = Some.Signed(authority.Certificate, signer, Some.Now, end + Some.Week, Some.Usage(Some.ClientAuthentication));

        Assert.Null(outlives.Check(authority, end - Second));
        Assert.Equal(CertificateProblem.Expired, outlives.Check(authority, end));
    }

    [Fact]
    public void Check_AuthorityNotYetValid_IsNotYetValid()
    {
        using var authority = Some.Authority();
        using var early = Some.Signed(authority, Some.Usage(Some.ClientAuthentication));

        Assert.Equal(CertificateProblem.NotYetValid, early.Check(authority, Some.Now - TimeSpan.FromHours(1)));
        Assert.Null(early.Check(authority));
    }

    [Fact]
    public void Check_ThroughAnIntermediate_IsAcceptedWhereTheRootIsTrusted()
    {
        using var rootKey = ECDsa.Create(ECCurve.NamedCurves.nistP384);
        using var middleKey = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using var root = Root(rootKey);
        using var middle = Some.Signed(
            root, rootKey, Some.Name("Clinic sites"), middleKey, Some.Now - Some.Week, Some.Now + (2 * Some.Week), Some.Constraints(authority: true));
        using var site = Some.Signed(middle, middleKey, Some.Now - Some.Week, Some.Now + Some.Week, Some.Usage(Some.ClientAuthentication));

        Assert.Null(CertificateRules.Check(site, [root, middle], Some.Now, CertificateUse.Site));
        Assert.Equal(CertificateProblem.UnknownAuthority, CertificateRules.Check(site, [middle], Some.Now, CertificateUse.Site));
        Assert.Equal(CertificateProblem.UnknownAuthority, CertificateRules.Check(site, [root], Some.Now, CertificateUse.Site));
    }

    [Fact]
    public void CommonName_NotExactlyOne_IsNone()
    {
        Assert.Equal("a", CommonNameOf("CN=a"));
        Assert.Equal("a", CommonNameOf("CN=a, O=Clinic"));
        Assert.Null(CommonNameOf("O=Clinic"));
        Assert.Null(CommonNameOf("CN=a, CN=b"));
        Assert.Null(CommonNameOf(""));
    }

    private static string? CommonNameOf(string subject)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using var certificate = new CertificateRequest(subject, key, HashAlgorithmName.SHA256).CreateSelfSigned(Some.Now, Some.Now + Some.Week);
        return CertificateRules.CommonName(certificate);
    }

    private static X509Certificate2 Root(ECDsa key)
    {
        var request = new CertificateRequest(Some.Name("Clinic root"), key, HashAlgorithmName.SHA384);
        request.CertificateExtensions.Add(Some.Constraints(authority: true));
        using var withKey = request.CreateSelfSigned(Some.Now - (2 * Some.Week), Some.Now + (4 * Some.Week));
        return X509CertificateLoader.LoadCertificate(withKey.RawData);
    }
}
