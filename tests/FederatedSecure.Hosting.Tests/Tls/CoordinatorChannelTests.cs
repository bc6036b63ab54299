using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using FederatedSecure.Cryptography.Identity;
using FederatedSecure.Hosting.Tests.Support;
using FederatedSecure.Hosting.Tls;
using FederatedSecure.Protos.V1;
using Grpc.Core;

namespace FederatedSecure.Hosting.Tests.Tls;

public sealed class CoordinatorChannelTests : IDisposable
{
    private readonly CertificateAuthority _authority = CertificateAuthority.Create("Ours", TimeProvider.System);
    private readonly CertificateAuthority _other = CertificateAuthority.Create("Theirs", TimeProvider.System);

    public void Dispose()
    {
        _authority.Dispose();
        _other.Dispose();
    }

    [Fact]
    public async Task Server_OfTheAuthority_IsTrusted() => Assert.True(await IsTrustedAsync(Server(_authority, "localhost")));

    [Fact]
    public async Task Server_OfAnotherAuthority_IsNot() => Assert.False(await IsTrustedAsync(Server(_other, "localhost")));

    [Fact]
    public async Task Server_ForAnotherName_IsNot() => Assert.False(await IsTrustedAsync(Server(_authority, "example.org")));

    [Fact]
    public async Task Server_ThatIsNoneButASite_IsNot()
    {
        using var key = SiteKey.Create();
        using var bare = _authority.IssueSite(key.CreateSigningRequest("localhost"), "localhost", TimeSpan.FromDays(1));

        Assert.False(await IsTrustedAsync(WithKey(bare, key)));
    }

    [Fact]
    public async Task Server_WithTls12Only_IsNot() => Assert.False(await IsTrustedAsync(Server(_authority, "localhost"), SslProtocols.Tls12));

    private static X509Certificate2 Server(CertificateAuthority authority, string name)
    {
        using var key = SiteKey.Create();
        using var bare = authority.IssueServer(key.Key, [name], TimeSpan.FromDays(1));
        return WithKey(bare, key);
    }

    private static X509Certificate2 WithKey(X509Certificate2 bare, SiteKey key)
    {
        using var withKey = bare.CopyWithPrivateKey(key.Key);
        return X509CertificateLoader.LoadPkcs12(withKey.Export(X509ContentType.Pkcs12), password: null);
    }

    private async Task<bool> IsTrustedAsync(X509Certificate2 certificate, SslProtocols protocols = SslProtocols.Tls13)
    {
        using var shown = certificate;
        await using var server = new TlsServer(shown, protocols);
        var trusted = false;
        using var channel = CoordinatorChannel.Open(server.Address, _authority.Certificate, site: null, onServer: _ => trusted = true);

        // It hangs up in any case; what counts is whether the client went on after the handshake.
        await Assert.ThrowsAsync<RpcException>(async () => await new HealthService.HealthServiceClient(channel).GetHealthAsync(new GetHealthRequest()));
        return trusted;
    }
}
