using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using FederatedSecure.Cryptography.Identity;
using FederatedSecure.Lab.RedTeam.Subjects;

namespace FederatedSecure.Lab.RedTeam.Reports;

/// <summary>Key and certificate of whoever vouches for a report.</summary>
internal sealed class EvaluatorKey(SiteKey key, X509Certificate2 certificate) : IDisposable
{
    public SiteKey Key => key;

    public X509Certificate2 Certificate => certificate;

    /// <summary>Reads both, and refuses what does not belong together.</summary>
    /// <exception cref="Hosting.Commands.CommandException">They cannot be read, or are not a pair.</exception>
    public static EvaluatorKey Read(string keyFile, string certificateFile)
    {
        SiteKey? key = null;
        X509Certificate2? certificate = null;
        try
        {
            key = SiteKey.FromPem(File.ReadAllText(keyFile));
            certificate = X509Certificate2.CreateFromPem(File.ReadAllText(certificateFile));
            using var held = certificate.GetECDsaPublicKey();
            if (held is null || !held.ExportSubjectPublicKeyInfo().AsSpan().SequenceEqual(key.Key.ExportSubjectPublicKeyInfo()))
            {
                throw BadInput.Of($"The key in {keyFile} does not belong to the certificate in {certificateFile}.", "Take the pair that `client join` made.");
            }

            return new EvaluatorKey(key, certificate);
        }
        catch (Exception exception)
        {
            key?.Dispose();
            certificate?.Dispose();
            throw exception is CryptographicException or IOException or UnauthorizedAccessException
                ? BadInput.Of($"Key and certificate cannot be read: {exception.Message}", "Name two PEM files with --key and --certificate.", exception)
                : exception;
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        key.Dispose();
        certificate.Dispose();
    }
}
