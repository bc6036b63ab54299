using FederatedSecure.Cryptography.Identity;
using FederatedSecure.Hosting.Files;

namespace FederatedSecure.Coordinator.Certificates;

/// <summary>Keeps the built-in authority in the data directory. It makes itself on first start.</summary>
public static class AuthorityStore
{
    /// <summary>Loads the authority, or makes one.</summary>
    /// <param name="directory">Where its certificate and key are.</param>
    /// <param name="time">Wall clock.</param>
    /// <exception cref="InvalidDataException">One of its two files is missing or unreadable.</exception>
    public static CertificateAuthority Open(string directory, TimeProvider time)
    {
        var certificateFile = Path.Combine(directory, "authority.pem");
        var keyFile = Path.Combine(directory, "authority.key");
        PrivateFile.CreateDirectory(directory);
        if (!File.Exists(certificateFile))
        {
            // The certificate is written last: where it is, the key is.
            var authority = CertificateAuthority.Create("FederatedSecure coordinator", time);
            PrivateFile.Write(keyFile, authority.ExportKeyPem());
            PrivateFile.Write(certificateFile, authority.ExportCertificatePem());
            return authority;
        }

        try
        {
            return CertificateAuthority.Load(File.ReadAllText(certificateFile), File.ReadAllText(keyFile), time);
        }
        catch (Exception exception) when (exception is FileNotFoundException or System.Security.Cryptography.CryptographicException)
        {
            throw new InvalidDataException(
                $"The certificate authority in {directory} cannot be loaded: {exception.Message} Restore both files from a backup; without them every site has to join again.",
                exception);
        }
    }
}
