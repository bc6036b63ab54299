using System.Security.Cryptography.X509Certificates;
using FederatedSecure.Coordinator.Server;
using FederatedSecure.Coordinator.Tests.Support;
using FederatedSecure.Cryptography.Identity;
using FederatedSecure.Protos.V1;
using Google.Protobuf;

namespace FederatedSecure.Coordinator.Tests.Certificates;

/// <summary>A coordinator with certificates of its operator's own authority.</summary>
public sealed class OwnCertificatesTests : IDisposable
{
    private readonly CertificateAuthority _authority = CertificateAuthority.Create("Our company", TimeProvider.System);
    private readonly string _directory = Directory.CreateTempSubdirectory("fs-own-").FullName;

    public void Dispose()
    {
        _authority.Dispose();
        Directory.Delete(_directory, recursive: true);
    }

    [Fact]
    public async Task Site_OfTheOwnAuthority_IsAMemberUntilItIsRevoked()
    {
        await using var coordinator = await TestCoordinator.StartAsync(certificates: Files());
        using var site = Site(coordinator, _authority, "hospital-a");
        using var other = Site(coordinator, _authority, "hospital-b");

        await site.PollAsync();
        await other.PollAsync();
        await site.Sessions.HelloAsync(new HelloRequest { Version = "1" });
        await coordinator.Sites.RevokeSiteAsync(new RevokeSiteRequest { Site = "hospital-a" });

        await Refused.WithAsync("certificate.revoked", site.PollAsync);
        await other.PollAsync();
    }

    [Fact]
    public async Task Site_OfAnotherAuthority_IsRefused()
    {
        await using var coordinator = await TestCoordinator.StartAsync(certificates: Files());
        using var foreign = CertificateAuthority.Create("Our company", TimeProvider.System);
        using var site = Site(coordinator, foreign, "hospital-a");

        await Refused.WithAsync("certificate.unknown-authority", site.PollAsync);
    }

    [Fact]
    public async Task Invites_AreNotThere()
    {
        await using var coordinator = await TestCoordinator.StartAsync(certificates: Files());
        using var site = Site(coordinator, _authority, "hospital-a");

        await Refused.WithAsync("invite.not-here", async () => await coordinator.Sites.CreateInviteAsync(new CreateInviteRequest { Site = "hospital-b" }));
        await Refused.WithAsync("invite.not-here", async () => await site.Enrolment.RenewAsync(new RenewRequest { SigningRequest = ByteString.Empty }));
        await Refused.WithAsync("invite.not-here", async () => await site.Enrolment.GetAuthorityAsync(new GetAuthorityRequest()));
    }

    [Fact]
    public async Task Revocation_OfASiteThatNeverCalled_Counts()
    {
        await using var coordinator = await TestCoordinator.StartAsync(certificates: Files());
        using var site = Site(coordinator, _authority, "hospital-a");

        await coordinator.Sites.RevokeSiteAsync(new RevokeSiteRequest { Site = "hospital-a" });

        await Refused.WithAsync("certificate.revoked", site.PollAsync);
    }

    [Fact]
    public async Task Key_OfAnotherCertificate_IsAnErrorInWords()
    {
        var files = Files();
        using var other = SiteKey.Create();
        File.WriteAllText(files.ServerKey, other.ExportPem());

        var exception = await Assert.ThrowsAsync<InvalidDataException>(() =>
            TestCoordinator.StartAsync(certificates: files));

        Assert.Contains(files.ServerKey, exception.Message, StringComparison.Ordinal);
    }

    private TestSite Site(TestCoordinator coordinator, CertificateAuthority authority, string name)
    {
        using var key = SiteKey.Create();
        using var bare = authority.IssueSite(key.CreateSigningRequest(name), name, TimeSpan.FromDays(1));
        using var withKey = bare.CopyWithPrivateKey(key.Key);
        // What the site trusts is the server's authority, whatever its own certificate is.
        return TestSite.With(
            coordinator, name, _authority.Certificate, X509CertificateLoader.LoadPkcs12(withKey.Export(X509ContentType.Pkcs12), password: null));
    }

    private OwnCertificates Files()
    {
        using var key = SiteKey.Create();
        using var server = _authority.IssueServer(key.Key, ["localhost", "127.0.0.1"], TimeSpan.FromDays(1));
        return new OwnCertificates(
            Write("server.pem", server.ExportCertificatePem()), Write("server.key", key.ExportPem()), Write("sites.pem", _authority.ExportCertificatePem()));
    }

    private string Write(string name, string pem)
    {
        var path = Path.Combine(_directory, name);
        File.WriteAllText(path, pem);
        return path;
    }
}
