using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using FederatedSecure.Coordinator.Tests.Support;
using FederatedSecure.Cryptography.Identity;
using FederatedSecure.Hosting.Tls;
using FederatedSecure.Protos.V1;

namespace FederatedSecure.Coordinator.Tests.Identity;

public sealed class CallerTests : IAsyncLifetime
{
    private TestCoordinator _coordinator = null!;

    public async ValueTask InitializeAsync() => _coordinator = await TestCoordinator.StartAsync();

    public ValueTask DisposeAsync() => _coordinator.DisposeAsync();

    [Fact]
    public async Task Call_WithoutACertificate_IsRefused() => await Refused.WithAsync("certificate.missing", () => PollAsync(null));

    [Fact]
    public async Task Call_WithASelfMadeCertificate_IsRefused()
    {
        using var certificate = Issue(CertificateAuthority.Create("FederatedSecure coordinator", TimeProvider.System), "hospital-a");
        await Refused.WithAsync("certificate.unknown-authority", () => PollAsync(certificate));
    }

    [Fact]
    public async Task Call_WithACertificateThatTheRegistryDoesNotKnow_IsRefused()
    {
        // Made with the real authority's key, as somebody could who had stolen it and had no invite.
        using var certificate = Issue(RealAuthority(), "hospital-a");
        await Refused.WithAsync("certificate.revoked", () => PollAsync(certificate));
    }

    [Fact]
    public async Task Call_WithTheServersCertificate_IsRefused()
    {
        var authority = RealAuthority();
        using var key = SiteKey.Create();
        using var bare = authority.IssueServer(key.Key, ["hospital-a"], TimeSpan.FromDays(1));
        using var certificate = WithKey(bare, key);
        await Refused.WithAsync("certificate.wrong-use", () => PollAsync(certificate));
    }

    [Fact]
    public async Task Call_AfterTheCertificateExpired_IsRefusedAndSaysWhatToDo()
    {
        using var site = await _coordinator.JoinAsync("hospital-a");
        await site.PollAsync();

        _coordinator.Time.Advance(TimeSpan.FromDays(7.1));

        await Refused.WithAsync("certificate.expired", site.PollAsync);
    }

    [Fact]
    public async Task Call_AfterTheClockJumpedBack_IsRefusedAsNotYetValidAndWorksAgainAfterwards()
    {
        using var site = await _coordinator.JoinAsync("hospital-a");
        var later = await TestCoordinator.StartAsync(directory: Copy(), at: _coordinator.Time.GetUtcNow().AddHours(-3));
        await using (later)
        {
            using var moved = site.At(later);
            await Refused.WithAsync("certificate.not-yet-valid", moved.PollAsync);
            later.Time.Advance(TimeSpan.FromHours(3));
            await moved.PollAsync();
        }

        Directory.Delete(later.DataDirectory, recursive: true);
    }

    [Fact]
    public async Task Call_AfterARevocation_IsRefusedOnTheSameConnection()
    {
        using var site = await _coordinator.JoinAsync("hospital-a");
        await site.PollAsync();

        await _coordinator.Sites.RevokeSiteAsync(new RevokeSiteRequest { Site = "hospital-a" });

        await Refused.WithAsync("certificate.revoked", site.PollAsync);
        await Refused.WithAsync("certificate.revoked", () => site.RenewAsync());
        await _coordinator.RestartAsync();
        await Refused.WithAsync("certificate.revoked", site.PollAsync);
    }

    [Fact]
    public async Task Renew_BeforeExpiry_GivesAFreshCertificateAndEndsTheOldOne()
    {
        using var site = await _coordinator.JoinAsync("hospital-a");
        _coordinator.Time.Advance(TimeSpan.FromDays(5));

        using var renewed = await site.RenewAsync();
        _coordinator.Time.Advance(TimeSpan.FromDays(5));

        await renewed.PollAsync();
        await Refused.WithAsync("certificate.expired", site.PollAsync);
    }

    [Fact]
    public async Task Rejoin_AfterARevocation_NeedsANewInviteAndWorks()
    {
        using var before = await _coordinator.JoinAsync("hospital-a");
        await _coordinator.Sites.RevokeSiteAsync(new RevokeSiteRequest { Site = "hospital-a" });

        using var after = await _coordinator.JoinAsync("hospital-a");

        await after.PollAsync();
        await Refused.WithAsync("certificate.revoked", before.PollAsync);
    }

    [Fact]
    public async Task Administration_OverTheNetwork_IsRefusedEvenForSites()
    {
        using var site = await _coordinator.JoinAsync("hospital-a");
        await Refused.WithAsync("administration.local-only", async () => await site.Jobs.ListJobsAsync(new ListJobsRequest()));
    }

    [Fact]
    public async Task Handshake_WithTls12_Fails()
    {
        using var tcp = new TcpClient();
        await tcp.ConnectAsync(_coordinator.Address.Host, _coordinator.Address.Port, TestContext.Current.CancellationToken);
        await using var tls = new SslStream(tcp.GetStream(), leaveInnerStreamOpen: false);

        await Assert.ThrowsAnyAsync<Exception>(() => tls.AuthenticateAsClientAsync(
            new SslClientAuthenticationOptions
            {
                TargetHost = "localhost",
#pragma warning disable CA5398 // The test is about the version.
                EnabledSslProtocols = SslProtocols.Tls12,
#pragma warning restore CA5398
#pragma warning disable CA5359 // Nothing is said to it.
                RemoteCertificateValidationCallback = (_, _, _, _) => true,
#pragma warning restore CA5359
            },
            TestContext.Current.CancellationToken));
        Assert.False(tls.IsAuthenticated);
    }

    [Fact]
    public async Task Socket_ForAdministrators_BelongsToItsUserOnly()
    {
        if (OperatingSystem.IsWindows())
        {
            Assert.Skip("Windows has no modes.");
            return;
        }

        await _coordinator.Jobs.ListJobsAsync(new ListJobsRequest());
        var socket = Administration.AdministrationSocket.PathFor(_coordinator.DataDirectory);
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(socket));
        foreach (var secret in (string[])["authority/authority.key", "authority/server.key"])
        {
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(Path.Combine(_coordinator.DataDirectory, secret)));
        }
    }

    private CertificateAuthority RealAuthority() => CertificateAuthority.Load(
        File.ReadAllText(Path.Combine(_coordinator.DataDirectory, "authority", "authority.pem")),
        File.ReadAllText(Path.Combine(_coordinator.DataDirectory, "authority", "authority.key")),
        TimeProvider.System);

    private string Copy()
    {
        var copy = Directory.CreateTempSubdirectory("fs-").FullName;
        foreach (var file in Directory.EnumerateFiles(_coordinator.DataDirectory, "*", SearchOption.AllDirectories).Where(file => !file.EndsWith(".sock", StringComparison.Ordinal)))
        {
            var target = Path.Combine(copy, Path.GetRelativePath(_coordinator.DataDirectory, file));
            Directory.CreateDirectory(Path.GetDirectoryName(target)!);
            File.Copy(file, target);
        }

        return copy;
    }

    private async Task PollAsync(X509Certificate2? certificate)
    {
        using var authority = X509CertificateLoader.LoadCertificate(RealAuthority().Certificate.RawDataMemory.Span);
        using var channel = CoordinatorChannel.Open(_coordinator.Address, authority, certificate);
        await new WorkService.WorkServiceClient(channel).PollWorkAsync(new PollWorkRequest { DataSets = { "digits" } });
    }

    private static X509Certificate2 Issue(CertificateAuthority authority, string site)
    {
        using var key = SiteKey.Create();
        using var bare = authority.IssueSite(key.CreateSigningRequest(site), site, TimeSpan.FromDays(1));
        return WithKey(bare, key);
    }

    private static X509Certificate2 WithKey(X509Certificate2 bare, SiteKey key)
    {
        using var withKey = bare.CopyWithPrivateKey(key.Key);
        return X509CertificateLoader.LoadPkcs12(withKey.Export(X509ContentType.Pkcs12), null);
    }
}
