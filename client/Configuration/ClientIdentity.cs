using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json;
using FederatedSecure.Hosting.Commands;
using FederatedSecure.Hosting.Files;

namespace FederatedSecure.Client.Configuration;

/// <summary>Who this site is and whom it trusts.</summary>
/// <param name="Site">Its name.</param>
/// <param name="Address">Where its coordinator is.</param>
/// <param name="ManagesCertificate">Whether the coordinator issues its certificate, so that the daemon renews it.</param>
public sealed record ClientIdentity(string Site, Uri Address, bool ManagesCertificate)
{
    /// <summary>Reads it from a client's directory.</summary>
    /// <exception cref="CommandException">No site has joined from there.</exception>
    public static ClientIdentity Read(ClientDirectory directory)
    {
        if (!directory.HasJoined)
        {
            throw new CommandException(
                ExitCode.NotFound,
                $"No site has joined from {Path.GetFullPath(directory.Root)}.",
                "Ask the coordinator's operator for an invite and run `client join STRING`, or name another directory with --data.");
        }

        return JsonSerializer.Deserialize(File.ReadAllBytes(directory.IdentityFile), ClientJson.Default.ClientIdentity)
            ?? throw new InvalidDataException($"{directory.IdentityFile} is empty: restore it, or join again.");
    }

    /// <summary>Writes it.</summary>
    public void Write(ClientDirectory directory) =>
        PrivateFile.Write(directory.IdentityFile, JsonSerializer.SerializeToUtf8Bytes(this, ClientJson.Default.ClientIdentity));

    /// <summary>Loads the site's certificate with its key.</summary>
    /// <exception cref="CommandException">The files cannot be used.</exception>
    public static X509Certificate2 LoadCertificate(ClientDirectory directory)
    {
        try
        {
            using var pem = X509Certificate2.CreateFromPemFile(directory.CertificateFile, directory.KeyFile);
            // Through PKCS #12, because not every platform's TLS takes a key that lives in memory only.
            return X509CertificateLoader.LoadPkcs12(pem.Export(X509ContentType.Pkcs12), password: null);
        }
        catch (Exception exception) when (exception is CryptographicException or ArgumentException or IOException or UnauthorizedAccessException)
        {
            throw new CommandException(
                ExitCode.BadInput,
                $"The certificate {directory.CertificateFile} and the key {directory.KeyFile} cannot be used: {exception.Message}",
                "Restore them from a backup, or join again with a new invite.",
                exception);
        }
    }

    /// <summary>Loads the authority that the coordinator's certificate must come from.</summary>
    public static X509Certificate2 LoadAuthority(ClientDirectory directory) => X509Certificate2.CreateFromPem(File.ReadAllText(directory.AuthorityFile));
}
