using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using FederatedSecure.Coordinator.Administration;
using FederatedSecure.Coordinator.Certificates;
using FederatedSecure.Coordinator.Tests.Support;
using FederatedSecure.Cryptography.Identity;
using FederatedSecure.Protos.V1;

namespace FederatedSecure.Coordinator.Tests.Identity;

/// <summary>Certificates that look right at first sight.</summary>
public sealed class ForgedCertificateTests : IAsyncLifetime
{
    private TestCoordinator _coordinator = null!;
    private CertificateAuthority _authority = null!;

    public async ValueTask InitializeAsync()
    {
        _coordinator = await TestCoordinator.StartAsync();
        _authority = AuthorityStore.Open(Path.Combine(_coordinator.DataDirectory, "authority"), _coordinator.Time);
        using var member = await _coordinator.JoinAsync("site-a");
    }

    public async ValueTask DisposeAsync()
    {
        _authority.Dispose();
        await _coordinator.DisposeAsync();
    }

    [Fact]
    public async Task Certificate_OfAnotherAuthorityOfTheSameName_IsRefused()
    {
        using var other = CertificateAuthority.Create(_authority.Certificate.GetNameInfo(X509NameType.SimpleName, forIssuer: false), _coordinator.Time);
        using var key = SiteKey.Create();
        using var forged = other.IssueSite(key.CreateSigningRequest("site-a"), "site-a", TimeSpan.FromDays(1));

        await AssertRefusedAsync("certificate.unknown-authority", forged, key);
    }

    [Fact]
    public async Task Certificate_SignedByAMember_IsRefused()
    {
        using var memberKey = SiteKey.Create();
        using var member = _authority.IssueSite(memberKey.CreateSigningRequest("site-a"), "site-a", TimeSpan.FromDays(1));
        using var key = SiteKey.Create();
        var request = new CertificateRequest("CN=site-a", key.Key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([new Oid("1.3.6.1.5.5.7.3.2")], critical: true));
        using var forged = request.Create(
            member.SubjectName, X509SignatureGenerator.CreateForECDsa(memberKey.Key), member.NotBefore, member.NotAfter, [1, 2, 3]);

        await AssertRefusedAsync("certificate.unknown-authority", forged, key);
    }

    [Fact]
    public async Task Certificate_ForANameThatNoSiteHas_IsRefused()
    {
        using var key = SiteKey.Create();
        using var odd = _authority.IssueSite(key.CreateSigningRequest("x"), "Not A Site", TimeSpan.FromDays(1));

        await AssertRefusedAsync("certificate.wrong-use", odd, key);
    }

    [Fact]
    public async Task Call_OfASiteOverTheAdministrationSocket_IsRefused()
    {
        using var local = AdministrationSocket.Connect(_coordinator.DataDirectory);

        await Refused.WithAsync("sites.only", async () => await new WorkService.WorkServiceClient(local).PollWorkAsync(new PollWorkRequest()));
    }

    private async Task AssertRefusedAsync(string code, X509Certificate2 bare, SiteKey key)
    {
        using var withKey = bare.CopyWithPrivateKey(key.Key);
        using var shown = X509CertificateLoader.LoadPkcs12(withKey.Export(X509ContentType.Pkcs12), password: null);
        using var stranger = TestSite.With(_coordinator, "site-a", _authority.Certificate, shown);

        await Refused.WithAsync(code, stranger.PollAsync);
    }
}
