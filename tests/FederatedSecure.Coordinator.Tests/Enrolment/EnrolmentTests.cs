using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using FederatedSecure.Coordinator.Tests.Support;
using FederatedSecure.Cryptography.Content;
using FederatedSecure.Cryptography.Identity;
using FederatedSecure.Hosting.Tls;
using FederatedSecure.Protos.V1;
using Google.Protobuf;
using Grpc.Net.Client;

namespace FederatedSecure.Coordinator.Tests.Enrolment;

public sealed class EnrolmentTests : IAsyncLifetime
{
    private TestCoordinator _coordinator = null!;
    private GrpcChannel _channel = null!;

    private EnrolmentService.EnrolmentServiceClient Enrolment => new(_channel);

    public async ValueTask InitializeAsync()
    {
        _coordinator = await TestCoordinator.StartAsync();
        _channel = CoordinatorChannel.OpenUnverified(_coordinator.Address);
    }

    public async ValueTask DisposeAsync()
    {
        _channel.Dispose();
        await _coordinator.DisposeAsync();
    }

    [Fact]
    public async Task Enrol_GoodInvite_GivesACertificateForTheSiteOnly()
    {
        using var site = await _coordinator.JoinAsync("hospital-a");

        var listed = Assert.Single((await _coordinator.Sites.ListSitesAsync(new ListSitesRequest())).Sites);
        Assert.Equal(("hospital-a", SiteStatus.Active), (listed.Site, listed.Status));
        Assert.Null((await site.PollAsync()).Offer);
    }

    [Fact]
    public async Task Enrol_InviteUsedBefore_IsRefused()
    {
        var invite = await InviteAsync();
        await EnrolAsync(invite);

        await Refused.WithAsync("invite.used", () => EnrolAsync(invite));
    }

    [Fact]
    public async Task Enrol_InviteUsedByTwoAtOnce_WorksForOne()
    {
        var invite = await InviteAsync();

        var outcomes = await Task.WhenAll(Enumerable.Range(0, 8).Select(async _ =>
        {
            try
            {
                await EnrolAsync(invite);
                return true;
            }
            catch (Grpc.Core.RpcException)
            {
                return false;
            }
        }));

        Assert.Single(outcomes, worked => worked);
    }

    [Fact]
    public async Task Enrol_InviteExpired_IsRefused()
    {
        var invite = await InviteAsync();
        _coordinator.Time.Advance(TimeSpan.FromSeconds(60));

        await Refused.WithAsync("invite.expired", () => EnrolAsync(invite));
    }

    [Fact]
    public async Task Enrol_InviteOfAnotherSite_IsRefused()
    {
        var invite = await InviteAsync();

        await Refused.WithAsync("invite.unknown", () => EnrolAsync(invite with { Site = "hospital-b" }));
        // It was not used up.
        await EnrolAsync(invite);
    }

    [Fact]
    public async Task Enrol_TokenNobodyMade_IsRefused() => await Refused.WithAsync(
        "invite.unknown", async () => await EnrolAsync(await InviteAsync() with { Token = RandomNumberGenerator.GetBytes(32) }));

    [Fact]
    public async Task Enrol_BadSigningRequest_IsRefusedAndTheInviteIsNotUsedUp()
    {
        var invite = await InviteAsync();
        using var key = SiteKey.Create();
        var good = key.CreateSigningRequest("hospital-a");
        var tampered = (byte[])good.Clone();
        tampered[^1] ^= 1;
        using var weak = RSA.Create(1024);
        var rsa = new CertificateRequest("CN=hospital-a", weak, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1).CreateSigningRequest();

        foreach (var request in (byte[][])[[], [1, 2, 3], tampered, rsa, new byte[100_000]])
        {
            await Refused.WithAsync("enrolment.bad-signing-request", () => EnrolAsync(invite, request));
        }

        await EnrolAsync(invite, good);
    }

    [Fact]
    public async Task Enrol_RequestThatAsksForMore_GetsASitesCertificateAndNothingElse()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=hospital-z, O=Evil", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(certificateAuthority: true, false, 0, critical: true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.KeyCertSign, critical: true));

        var answer = await EnrolAsync(await InviteAsync(), request.CreateSigningRequest());

        using var certificate = X509CertificateLoader.LoadCertificate(answer.Certificate.Span);
        Assert.Equal("CN=hospital-a", certificate.Subject);
        Assert.DoesNotContain(certificate.Extensions.OfType<X509BasicConstraintsExtension>(), constraints => constraints.CertificateAuthority);
        Assert.Equal("1.3.6.1.5.5.7.3.2", Assert.Single(certificate.Extensions.OfType<X509EnhancedKeyUsageExtension>().Single().EnhancedKeyUsages.Cast<Oid>()).Value);
        Assert.True(certificate.NotAfter.ToUniversalTime() <= _coordinator.Time.GetUtcNow() + TimeSpan.FromDays(7));
    }

    [Fact]
    public async Task GetAuthority_Fingerprint_IsThatOfEveryInvite()
    {
        var answer = await Enrolment.GetAuthorityAsync(new GetAuthorityRequest());
        var invite = await InviteAsync();

        Assert.Equal(invite.AuthorityFingerprint, Digest.Of(answer.Authority.Span));
        await _coordinator.RestartAsync();
        Assert.Equal(invite.AuthorityFingerprint, (await InviteAsync()).AuthorityFingerprint);
    }

    [Fact]
    public async Task CreateInvite_StringThatIsCopied_KeepsWhatTheClientNeeds()
    {
        var invite = await InviteAsync();

        Assert.Equal("hospital-a", invite.Site);
        Assert.Equal(new Uri("https://localhost:1"), invite.Address);
        Assert.Equal(_coordinator.Time.GetUtcNow().AddSeconds(60).ToUnixTimeSeconds(), invite.ExpiresAt.ToUnixTimeSeconds());
    }

    [Theory]
    [InlineData("")]
    [InlineData("Hospital A")]
    [InlineData("../hospital")]
    public async Task CreateInvite_BadName_IsRefused(string name) => await Refused.WithAsync(
        "site.bad-name", async () => await _coordinator.Sites.CreateInviteAsync(new CreateInviteRequest { Site = name, LifetimeSeconds = 60 }));

    [Theory]
    [InlineData("localhost:8443")]
    [InlineData("http://localhost:8443")]
    [InlineData("nonsense")]
    public async Task CreateInvite_BadAddress_IsRefused(string address) => await Refused.WithAsync(
        "invite.bad-address",
        async () => await _coordinator.Sites.CreateInviteAsync(new CreateInviteRequest { Site = "hospital-a", LifetimeSeconds = 60, Address = address }));

    [Fact]
    public async Task Log_OfAnEnrolment_HasNoToken()
    {
        var invite = await InviteAsync();
        await EnrolAsync(invite);

        var log = string.Join('\n', _coordinator.Log);
        Assert.Contains("hospital-a", log, StringComparison.Ordinal);
        Assert.DoesNotContain(Convert.ToHexStringLower(invite.Token), log, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain(invite.Encode(), log, StringComparison.Ordinal);
        Assert.DoesNotContain(Convert.ToBase64String(invite.Token), log, StringComparison.Ordinal);
    }

    private async Task<Invite> InviteAsync()
    {
        var answer = await _coordinator.Sites.CreateInviteAsync(new CreateInviteRequest { Site = "hospital-a", LifetimeSeconds = 60 });
        Assert.True(Invite.TryParse(answer.Invite, out var invite, out var problem), problem);
        return invite;
    }

    private async Task<EnrolResponse> EnrolAsync(Invite invite, byte[]? signingRequest = null)
    {
        using var key = SiteKey.Create();
        return await Enrolment.EnrolAsync(new EnrolRequest
        {
            Site = invite.Site,
            Token = ByteString.CopyFrom(invite.Token),
            SigningRequest = ByteString.CopyFrom(signingRequest ?? key.CreateSigningRequest(invite.Site)),
        });
    }
}
