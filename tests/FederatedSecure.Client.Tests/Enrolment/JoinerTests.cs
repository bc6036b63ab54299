using System.Net;
using System.Net.Sockets;
using FederatedSecure.Client.Configuration;
using FederatedSecure.Client.Enrolment;
using FederatedSecure.Client.Tests.Support;
using FederatedSecure.Coordinator.Tests.Support;
using FederatedSecure.Cryptography.Identity;
using FederatedSecure.Hosting.Commands;
using Grpc.Core;

namespace FederatedSecure.Client.Tests.Enrolment;

public sealed class JoinerTests : IAsyncLifetime
{
    private readonly SiteFolder _site = new();
    private TestCoordinator _coordinator = null!;

    public async ValueTask InitializeAsync() => _coordinator = await TestCoordinator.StartAsync();

    public async ValueTask DisposeAsync()
    {
        await _coordinator.DisposeAsync();
        _site.Dispose();
    }

    [Fact]
    public async Task Join_GoodInvite_KeepsTheKeyForItself()
    {
        var identity = await JoinAsync(await InviteAsync());

        Assert.Equal(("hospital-a", true), (identity.Site, identity.ManagesCertificate));
        Assert.Equal(identity, ClientIdentity.Read(_site.Directory));
        using var certificate = ClientIdentity.LoadCertificate(_site.Directory);
        Assert.True(certificate.HasPrivateKey);
        if (!OperatingSystem.IsWindows())
        {
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(_site.Directory.KeyFile));
        }

        // Nothing that the coordinator keeps or logs has the key in it.
        var key = File.ReadAllLines(_site.Directory.KeyFile)[1];
        Assert.DoesNotContain(_coordinator.Log, line => line.Contains(key, StringComparison.Ordinal));
        Assert.DoesNotContain(
            Directory.EnumerateFiles(_coordinator.DataDirectory, "*.pem", SearchOption.AllDirectories),
            file => File.ReadAllText(file).Contains(key, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Join_Twice_KeepsTheKeyAndNeedsANewInvite()
    {
        var invite = await InviteAsync();
        await JoinAsync(invite);
        var key = await File.ReadAllTextAsync(_site.Directory.KeyFile);
        var exception = await Assert.ThrowsAsync<RpcException>(() => JoinAsync(invite));
        Assert.Contains("invite", exception.Status.Detail, StringComparison.OrdinalIgnoreCase);

        await JoinAsync(await InviteAsync());

        Assert.Equal(key, await File.ReadAllTextAsync(_site.Directory.KeyFile));
    }

    [Fact]
    public async Task Join_StringCutOffOrChangedAnywhere_IsRecognisedBeforeAnythingIsSent()
    {
        var invite = await InviteAsync();
        string[] broken = ["", "hello", invite[..^1], invite[1..], invite[..(invite.Length / 2)], invite.Replace(invite[^5], invite[^5] == 'A' ? 'B' : 'A')];
        foreach (var text in broken)
        {
            var exception = await Assert.ThrowsAsync<CommandException>(() => JoinAsync(text));
            Assert.Equal(ExitCode.BadInput, exception.ExitCode);
        }

        Assert.False(_site.Directory.HasJoined);
        await JoinAsync($"  {invite}\n");
    }

    [Fact]
    public async Task Join_AnotherAuthorityAnswers_SendsNothingSecret()
    {
        await using var stranger = await TestCoordinator.StartAsync();
        Assert.True(Invite.TryParse(await InviteAsync(), out var invite, out _));

        var exception = await Assert.ThrowsAsync<CommandException>(() => JoinAsync((invite with { Address = stranger.Address }).Encode()));

        Assert.Contains("another fingerprint", exception.Message, StringComparison.Ordinal);
        Assert.Equal(ExitCode.Refused, exception.ExitCode);
        Assert.False(File.Exists(_site.Directory.KeyFile));
        // The token was not given away: the real coordinator still takes it.
        await JoinAsync(invite.Encode());
    }

    [Fact]
    public async Task Join_ExpiredInvite_IsRefusedWithoutACall()
    {
        Assert.True(Invite.TryParse(await InviteAsync(), out var invite, out _));

        var exception = await Assert.ThrowsAsync<CommandException>(() =>
            JoinAsync((invite with { ExpiresAt = DateTimeOffset.UtcNow.AddMinutes(-1) }).Encode()));

        Assert.Contains("expired", exception.Message, StringComparison.Ordinal);
        Assert.Contains("new one", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Join_NobodyListens_IsUnavailable()
    {
        Assert.True(Invite.TryParse(await InviteAsync(), out var invite, out _));
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));

        var exception = await Assert.ThrowsAsync<RpcException>(() =>
            JoinAsync((invite with { Address = new Uri($"https://localhost:{((IPEndPoint)socket.LocalEndPoint!).Port}") }).Encode()));

        Assert.Equal(StatusCode.Unavailable, exception.StatusCode);
    }

    [Fact]
    public void JoinWithCertificates_FilesThatDoNotBelongTogether_AreRefused()
    {
        var authority = CertificateAuthority.Create("test", TimeProvider.System);
        using var key = SiteKey.Create();
        using var other = SiteKey.Create();
        using var certificate = authority.IssueSite(key.CreateSigningRequest("hospital-a"), "hospital-a", TimeSpan.FromDays(1));
        File.WriteAllText(_site.File("ca.pem"), authority.ExportCertificatePem());
        File.WriteAllText(_site.File("site.pem"), certificate.ExportCertificatePem());
        File.WriteAllText(_site.File("other.key"), other.ExportPem());
        File.WriteAllText(_site.File("site.key"), key.ExportPem());

        var exception = Assert.Throws<CommandException>(() => Join("other.key"));
        Assert.Equal(ExitCode.BadInput, exception.ExitCode);
        Assert.Throws<CommandException>(() => Join("missing.key"));

        Assert.Equal(new ClientIdentity("hospital-a", new Uri("https://localhost:1"), ManagesCertificate: false), Join("site.key"));

        ClientIdentity Join(string keyFile) => Joiner.JoinWithCertificates(
            new ClientDirectory(_site.File("joined")), new Uri("https://localhost:1"), _site.File("ca.pem"), _site.File("site.pem"), _site.File(keyFile));
    }

    private Task<string> InviteAsync() => SiteFolder.InviteAsync(_coordinator, "hospital-a");

    private Task<ClientIdentity> JoinAsync(string invite) => Joiner.JoinAsync(_site.Directory, invite, TimeProvider.System, CancellationToken.None);
}
