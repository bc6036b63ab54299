using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace FederatedSecure.Assurance.Signing;

/// <summary>
/// What lies beside a report as report.json.sig: the signature and the certificate of whoever made it, as JSON. The certificate is the
/// signer's own word; who relies on it checks it against an authority that he trusts.
/// </summary>
/// <param name="Certificate">The evaluator's, in DER.</param>
/// <param name="Signature">DER.</param>
public sealed partial record SignatureFile(byte[] Certificate, byte[] Signature)
{
    private const int MaximumLength = 1 << 16;

    /// <summary>The form of the file.</summary>
    [JsonRequired]
    public int SchemaVersion { get; init; } = 1;

    /// <summary>The file's bytes.</summary>
    public byte[] Write() => [.. JsonSerializer.SerializeToUtf8Bytes(this, SignatureJson.Default.SignatureFile), (byte)'\n'];

    /// <summary>Reads the file and the certificate in it.</summary>
    /// <param name="utf8">The file.</param>
    /// <param name="file">The file.</param>
    /// <param name="certificate">Its certificate; the caller disposes of it.</param>
    /// <param name="problem">What is wrong; null on success.</param>
    public static bool TryRead(
        ReadOnlySpan<byte> utf8,
        [NotNullWhen(true)] out SignatureFile? file,
        [NotNullWhen(true)] out X509Certificate2? certificate,
        [NotNullWhen(false)] out string? problem)
    {
        certificate = null;
        problem = null;
        file = null;
        try
        {
            file = utf8.Length > MaximumLength ? null : JsonSerializer.Deserialize(utf8, SignatureJson.Default.SignatureFile);
            if (file is { SchemaVersion: 1 })
            {
                certificate = X509CertificateLoader.LoadCertificate(file.Certificate);
                return true;
            }

            problem = file is null ? "The signature's file holds no signature." : $"The signature is of form {file.SchemaVersion}; this version reads form 1.";
        }
        catch (Exception exception) when (exception is JsonException or CryptographicException)
        {
            problem = $"The signature's file is damaged: {exception.Message}";
        }

        file = null;
        return false;
    }

    [JsonSourceGenerationOptions(
        PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        AllowDuplicateProperties = false,
        RespectNullableAnnotations = true,
        RespectRequiredConstructorParameters = true,
        NewLine = "\n",
        WriteIndented = true)]
    [JsonSerializable(typeof(SignatureFile))]
    internal sealed partial class SignatureJson : JsonSerializerContext;
}
