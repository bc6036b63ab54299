using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using FederatedSecure.Cryptography.Identity;

namespace FederatedSecure.Cryptography.Tests.Identity;

public sealed class SiteKeyTests
{
    [Fact]
    public void Create_Twice_MakesDifferentKeysOnP256()
    {
        using var first = SiteKey.Create();
        using var second = SiteKey.Create();

        Assert.Equal("1.2.840.10045.3.1.7", first.Key.ExportParameters(includePrivateParameters: false).Curve.Oid.Value);
        Assert.NotEqual(first.Key.ExportSubjectPublicKeyInfo(), second.Key.ExportSubjectPublicKeyInfo());
    }

    [Fact]
    public void Pem_ThereAndBack_IsTheSameKey()
    {
        using var key = SiteKey.Create();
        using var read = SiteKey.FromPem(key.ExportPem());

        Assert.StartsWith("-----BEGIN PRIVATE KEY-----", key.ExportPem(), StringComparison.Ordinal);
        Assert.True(key.Key.VerifyData("a message"u8, read.Key.SignData("a message"u8, HashAlgorithmName.SHA256), HashAlgorithmName.SHA256));
    }

    [Fact]
    public void FromPem_OlderEcFormat_IsRead()
    {
        using var key = SiteKey.Create();
        using var read = SiteKey.FromPem(key.Key.ExportECPrivateKeyPem());

        Assert.Equal(key.Key.ExportSubjectPublicKeyInfo(), read.Key.ExportSubjectPublicKeyInfo());
    }

    [Fact]
    public void CreateSigningRequest_Site_NamesItAndNothingElse()
    {
        using var key = SiteKey.Create();

        var request = CertificateRequest.LoadSigningRequest(
            key.CreateSigningRequest("hospital-b"), HashAlgorithmName.SHA256, CertificateRequestLoadOptions.UnsafeLoadCertificateExtensions);

        Assert.Equal("CN=hospital-b", request.SubjectName.Name);
        Assert.Empty(request.CertificateExtensions);
        Assert.Equal(key.Key.ExportSubjectPublicKeyInfo(), request.PublicKey.ExportSubjectPublicKeyInfo());
    }

    [Fact]
    public void FromPem_PublicKey_IsRefused()
    {
        using var key = SiteKey.Create();

        Assert.Contains("the private key is needed", Problem(key.Key.ExportSubjectPublicKeyInfoPem()), StringComparison.Ordinal);
    }

    [Fact]
    public void FromPem_OtherCurve_IsRefused()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP384);

        Assert.Contains("not on the curve P-256", Problem(key.ExportPkcs8PrivateKeyPem()), StringComparison.Ordinal);
    }

    [Fact]
    public void FromPem_RsaKey_IsRefused()
    {
        using var key = RSA.Create(2048);

        Problem(key.ExportPkcs8PrivateKeyPem());
    }

    [Fact]
    public void FromPem_EncryptedKey_IsRefused()
    {
        using var key = SiteKey.Create();
        var encrypted = key.Key.ExportEncryptedPkcs8PrivateKeyPem(
            "password", new PbeParameters(PbeEncryptionAlgorithm.Aes256Cbc, HashAlgorithmName.SHA256, 1_000));

        Assert.Contains("no unencrypted", Problem(encrypted), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("garbage")]
    [InlineData("-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----")]
    [InlineData("-----BEGIN PRIVATE KEY-----\nMIGHAgEAMBMGByqGSM49AgEG")]
    public void FromPem_NoKey_IsRefused(string text) => Problem(text);

    private static string Problem(string pem) => Assert.ThrowsAny<CryptographicException>(() => SiteKey.FromPem(pem)).Message;
}
