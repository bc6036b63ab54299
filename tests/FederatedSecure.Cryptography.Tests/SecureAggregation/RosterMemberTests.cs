using System.Security.Cryptography.X509Certificates;
using FederatedSecure.Cryptography.Identity;
using FederatedSecure.Cryptography.SecureAggregation;
using FederatedSecure.Cryptography.Tests.SecureAggregation.Support;
using Certificates = FederatedSecure.Cryptography.Tests.Support.Some;

namespace FederatedSecure.Cryptography.Tests.SecureAggregation;

/// <summary>A coordinator that puts sites or keys of its own invention on the roster.</summary>
public sealed class RosterMemberTests : IDisposable
{
    private readonly CertificateAuthority _authority = Certificates.Authority();
    private readonly TestSite _site = new("site-001", 1);
    private readonly TestSite _other = new("site-002", 2);

    [Fact]
    public void Member_WithItsOwnCertificateAndKey_IsTakenIn()
    {
        Assert.True(TryRead(_site.Name, Certificate(_site), out var member, out var problem), problem);

        Assert.Equal("site-001", member!.ToString());
        Assert.Equal(_site.EnvelopeKey.PublicKey.Bytes, member.EnvelopeKey.Bytes);

        // Another certificate over the same key, as after a renewal, is the same member.
        Assert.True(TryRead(_site.Name, Certificate(_site), out var renewed, out _));
        Assert.Equal(member.Fingerprint, renewed!.Fingerprint);
    }

    [Fact]
    public void EnvelopeKey_OfTheCoordinatorsOwn_IsRefused()
    {
        // Its shares would be readable by whoever made the key. The best signature to be had is another site's.
        Assert.False(RosterMember.TryRead(
            _site.Name,
            Certificate(_site),
            _other.EnvelopeKey.PublicKey.ToArray(),
            EnvelopeKeyStatement.Sign(_other.Key.Key, _site.Name, _other.EnvelopeKey.PublicKey),
            Authorities,
            Certificates.Now,
            out _,
            out var problem));
        Assert.Equal("the envelope key of site-001 is not signed by site-001", problem);
    }

    [Fact]
    public void EnvelopeKeySignature_MovedOrChanged_IsRefused()
    {
        var good = EnvelopeKeyStatement.Sign(_site.Key.Key, _site.Name, _site.EnvelopeKey.PublicKey);
        byte[] flipped = [.. good];
        flipped[^1] ^= 1;

        foreach (var (name, key, signature) in new[]
        {
            (_site.Name, _other.EnvelopeKey.PublicKey, good),
            (_other.Name, _site.EnvelopeKey.PublicKey, good),
            (_site.Name, _site.EnvelopeKey.PublicKey, flipped),
            (_site.Name, _site.EnvelopeKey.PublicKey, []),
            (_site.Name, _site.EnvelopeKey.PublicKey, [.. good, 0]),
            (_site.Name, _site.EnvelopeKey.PublicKey, new byte[100_000]),
        })
        {
            Assert.False(EnvelopeKeyStatement.Verify(_site.Key.Key, name, key, signature));
        }

        Assert.True(EnvelopeKeyStatement.Verify(_site.Key.Key, _site.Name, _site.EnvelopeKey.PublicKey, good));
    }

    [Fact]
    public void EnvelopeKey_OfTheWrongForm_IsRefused()
    {
        Assert.False(RosterMember.TryRead(
            _site.Name, Certificate(_site), _site.EnvelopeKey.PublicKey.Bytes[1..], [1], Authorities, Certificates.Now, out _, out var problem));
        Assert.Equal("the envelope key of site-001 is none", problem);
    }

    [Fact]
    public void Certificate_InAnotherName_IsRefused()
    {
        Assert.False(TryRead(_site.Name, Certificate(_other), out _, out var problem));
        Assert.Equal("the certificate shown for site-001 is in another name", problem);
    }

    [Fact]
    public void Certificate_OfAnUnknownAuthority_IsRefused()
    {
        Assert.False(TryRead(_site.Name, Certificate(_site, Certificates.Authority()), out _, out var problem));
        Assert.Contains("the certificate of site-001 is not acceptable: UnknownAuthority", problem, StringComparison.Ordinal);
    }

    [Fact]
    public void Certificate_ThatHasExpired_IsRefused()
    {
        Assert.False(TryRead(_site.Name, Certificate(_site), out _, out var problem, Certificates.Now + (2 * Certificates.Week)));
        Assert.Contains("Expired", problem, StringComparison.Ordinal);
    }

    [Fact]
    public void Certificate_OfAServer_IsRefused()
    {
        using var server = _authority.IssueServer(_site.Key.Key, ["localhost"], Certificates.Week);

        Assert.False(TryRead(_site.Name, server.RawData, out _, out var problem));
        Assert.Contains("WrongUse", problem, StringComparison.Ordinal);
    }

    [Fact]
    public void Certificate_OfGarbage_IsRefused()
    {
        foreach (var garbage in new byte[][] { [], [0x30], new byte[1_000], Certificate(_site)[..100] })
        {
            Assert.False(TryRead(_site.Name, garbage, out _, out var problem));
            Assert.Equal("the certificate of site-001 cannot be read", problem);
        }
    }

    public void Dispose()
    {
        _site.Dispose();
        _other.Dispose();
    }

    private X509Certificate2Collection Authorities => [_authority.Certificate];

    private byte[] Certificate(TestSite site, CertificateAuthority? authority = null)
    {
        using var certificate = (authority ?? _authority).IssueSite(site.Key.CreateSigningRequest(site.Name), site.Name, Certificates.Week);
        return certificate.RawData;
    }

    private bool TryRead(string name, byte[] certificate, out RosterMember? member, out string? problem, DateTimeOffset? now = null) =>
        RosterMember.TryRead(
            name,
            certificate,
            _site.EnvelopeKey.PublicKey.ToArray(),
            EnvelopeKeyStatement.Sign(_site.Key.Key, name, _site.EnvelopeKey.PublicKey),
            Authorities,
            now ?? Certificates.Now,
            out member,
            out problem);
}
