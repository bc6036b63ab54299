using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using CsCheck;
using FederatedSecure.Cryptography.Identity;
using FederatedSecure.Cryptography.Tests.Support;

namespace FederatedSecure.Cryptography.Tests.Identity;

/// <summary>What an unknown caller may send in order to get a certificate, and mostly does not get one for.</summary>
public sealed class SigningRequestTests
{
    public static TheoryData<string> OtherCurves => ["nistP384", "nistP521", "1.3.132.0.10"];

    [Fact]
    public void IssueSite_RequestThatWantsToBeAnAuthorityUnderOtherNames_GetsAnOrdinaryCertificate()
    {
        using var authority = Some.Authority();
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var wishes = new CertificateRequest(Some.Name("hospital-z"), key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName("coordinator.example.org");
        wishes.CertificateExtensions.Add(Some.Constraints(authority: true));
        wishes.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.KeyCertSign | X509KeyUsageFlags.CrlSign, critical: true));
        wishes.CertificateExtensions.Add(Some.Usage(Some.ServerAuthentication, "2.5.29.37.0"));
        wishes.CertificateExtensions.Add(names.Build());
        wishes.CertificateExtensions.Add(new X509Extension("1.2.3.4", [5, 0], critical: true));

        using var modest = Some.SiteCertificate(authority);
        using var certificate = authority.IssueSite(wishes.CreateSigningRequest(), "hospital-a", Some.Week);

        Assert.False(certificate.IsAuthority());
        Assert.Equal("CN=hospital-a", certificate.Subject);
        Assert.Equal([Some.ClientAuthentication], certificate.Usages());
        Assert.Equal(X509KeyUsageFlags.DigitalSignature, certificate.Extensions.OfType<X509KeyUsageExtension>().Single().KeyUsages);
        Assert.Equal(modest.ExtensionKinds(), certificate.ExtensionKinds());
    }

    [Fact]
    public void IssueSite_AnyBitFlipped_IsRefused()
    {
        using var authority = Some.Authority();
        var request = Some.SigningRequest();
        for (var bit = 0; bit < 8 * request.Length; bit++)
        {
            byte[] tampered = [.. request];
            tampered[bit / 8] ^= (byte)(1 << (bit % 8));

            Refused(authority, tampered);
        }
    }

    [Fact]
    public void IssueSite_CutOffAnywhere_IsRefused()
    {
        using var authority = Some.Authority();
        var request = Some.SigningRequest();
        for (var length = 0; length < request.Length; length++)
        {
            Refused(authority, request[..length]);
        }
    }

    [Fact]
    public void IssueSite_SomethingBehindTheRequest_IsRefused()
    {
        using var authority = Some.Authority();

        Assert.Contains("follows", Refused(authority, [.. Some.SigningRequest(), 0]), StringComparison.Ordinal);
    }

    [Fact]
    public void IssueSite_RandomBytes_AreRefused()
    {
        using var authority = Some.Authority();

        Gen.Byte.Array[0, 300].Sample(bytes => Refused(authority, bytes).Length > 0);
    }

    [Fact]
    public void IssueSite_RequestSignedWithAnotherKey_IsRefused()
    {
        using var authority = Some.Authority();
        using var victim = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using var attacker = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var stolen = new CertificateRequest(Some.Name("a"), new PublicKey(victim), HashAlgorithmName.SHA256)
            .CreateSigningRequest(X509SignatureGenerator.CreateForECDsa(attacker));

        Refused(authority, stolen);
    }

    [Theory]
    [MemberData(nameof(OtherCurves))]
    public void IssueSite_OtherCurve_IsRefused(string curve)
    {
        using var authority = Some.Authority();
        using var key = ECDsa.Create(curve.Contains('.', StringComparison.Ordinal) ? ECCurve.CreateFromValue(curve) : ECCurve.CreateFromFriendlyName(curve));

        Assert.Contains("not an ECDSA key on P-256", Refused(authority, RequestOf(key)), StringComparison.Ordinal);
    }

    [Fact]
    public void IssueSite_RsaKey_IsRefused()
    {
        using var authority = Some.Authority();
        using var key = RSA.Create(2048);
        var request = new CertificateRequest(Some.Name("a"), key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);

        Assert.Contains("not an ECDSA key on P-256", Refused(authority, request.CreateSigningRequest()), StringComparison.Ordinal);
    }

    private static byte[] RequestOf(ECDsa key) => new CertificateRequest(Some.Name("a"), key, HashAlgorithmName.SHA256).CreateSigningRequest();

    // Nothing but a CryptographicException may come out: a host turns that one into a refusal, anything else into a fault.
    private static string Refused(CertificateAuthority authority, byte[] request)
    {
        var exception = Record.Exception(() => authority.IssueSite(request, "hospital-a", Some.Week));
        return Assert.IsAssignableFrom<CryptographicException>(exception).Message;
    }
}
