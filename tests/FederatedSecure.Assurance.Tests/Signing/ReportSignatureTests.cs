using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using FederatedSecure.Assurance.Signing;
using FederatedSecure.Cryptography.Identity;

namespace FederatedSecure.Assurance.Tests.Signing;

public sealed class ReportSignatureTests : IDisposable
{
    private static readonly byte[] Report = "{ \"a\": 1 }"u8.ToArray();
    private readonly CertificateAuthority _authority = CertificateAuthority.Create("test", TimeProvider.System);
    private readonly SiteKey _key = SiteKey.Create();
    private readonly X509Certificate2 _certificate;

    public ReportSignatureTests() => _certificate = Certify(_key);

    public void Dispose()
    {
        _certificate.Dispose();
        _key.Dispose();
        _authority.Dispose();
    }

    [Fact]
    public void Verify_SignersCertificate_IsGood() =>
        Assert.Null(ReportSignature.Verify(Report, ReportSignature.Sign(Report, _key.Key), _certificate));

    [Fact]
    public void Verify_EveryBitOfTheReport_Counts()
    {
        var signature = ReportSignature.Sign(Report, _key.Key);
        for (var bit = 0; bit < Report.Length * 8; bit++)
        {
            byte[] changed = [.. Report];
            changed[bit / 8] ^= (byte)(1 << (bit % 8));
            Assert.NotNull(ReportSignature.Verify(changed, signature, _certificate));
        }
    }

    [Fact]
    public void Verify_EveryBitOfTheSignature_Counts()
    {
        var signature = ReportSignature.Sign(Report, _key.Key);
        for (var bit = 0; bit < signature.Length * 8; bit++)
        {
            byte[] changed = [.. signature];
            changed[bit / 8] ^= (byte)(1 << (bit % 8));
            Assert.NotNull(ReportSignature.Verify(Report, changed, _certificate));
        }
    }

    [Fact]
    public void Verify_NoSignature_IsRefused() => Assert.NotNull(ReportSignature.Verify(Report, [], _certificate));

    [Fact]
    public void Verify_AnothersCertificate_IsRefused()
    {
        using var other = SiteKey.Create();
        using var certificate = Certify(other);

        Assert.NotNull(ReportSignature.Verify(Report, ReportSignature.Sign(Report, _key.Key), certificate));
    }

    [Fact]
    public void Verify_SignatureOfThePlainBytes_IsRefused()
    {
        // What the same key signs elsewhere must not pass for a report.
        var plain = _key.Key.SignData(Report, HashAlgorithmName.SHA256, DSASignatureFormat.Rfc3279DerSequence);

        Assert.NotNull(ReportSignature.Verify(Report, plain, _certificate));
    }

    [Fact]
    public void File_WhatWasWritten_IsRead()
    {
        var file = new SignatureFile(_certificate.RawData, ReportSignature.Sign(Report, _key.Key));

        Assert.True(SignatureFile.TryRead(file.Write(), out var read, out var certificate, out var problem), problem);
        using (certificate)
        {
            Assert.Null(ReportSignature.Verify(Report, read.Signature, certificate));
            Assert.Equal(_certificate.RawData, certificate.RawData);
        }
    }

    [Theory]
    [InlineData("")]
    [InlineData("null")]
    [InlineData("{}")]
    [InlineData("""{ "certificate": "AAAA", "signature": "AAAA" }""")]
    [InlineData("""{ "certificate": null, "signature": "AAAA" }""")]
    [InlineData("""{ "schemaVersion": 2, "certificate": "AAAA", "signature": "AAAA" }""")]
    public void File_Damaged_IsRefusedWithAReason(string text)
    {
        Assert.False(SignatureFile.TryRead(System.Text.Encoding.UTF8.GetBytes(text), out _, out _, out var problem));
        Assert.NotEmpty(problem);
    }

    private X509Certificate2 Certify(SiteKey key) => _authority.IssueSite(key.CreateSigningRequest("evaluator"), "evaluator", TimeSpan.FromDays(1));
}
