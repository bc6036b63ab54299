using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using FederatedSecure.Client.Configuration;
using FederatedSecure.Client.Encryption;
using FederatedSecure.Client.Policy;
using FederatedSecure.Cryptography.Content;
using FederatedSecure.Cryptography.Identity;
using FederatedSecure.Hosting.Commands;
using FederatedSecure.Hosting.Files;
using FederatedSecure.Hosting.Tls;
using FederatedSecure.Protos.V1;
using Google.Protobuf;

namespace FederatedSecure.Client.Enrolment;

/// <summary>Makes a site a member.</summary>
public static class Joiner
{
    /// <summary>
    /// Joins with an invite. A first connection only fetches the authority's certificate, which is held against the fingerprint
    /// in the invite; the token goes over a second one, which trusts nothing but that authority.
    /// </summary>
    /// <exception cref="CommandException">The invite, or the coordinator, is not what it should be.</exception>
    /// <param name="directory">The member's directory.</param>
    /// <param name="text">The invite.</param>
    /// <param name="time">Clock.</param>
    /// <param name="cancellation">Ends the wait.</param>
    /// <param name="trains">Whether the member trains, so that it needs a policy; an evaluator does not.</param>
    public static async Task<ClientIdentity> JoinAsync(
        ClientDirectory directory, string text, TimeProvider time, CancellationToken cancellation, bool trains = true)
    {
        if (!Invite.TryParse(text, out var invite, out var problem))
        {
            throw new CommandException(ExitCode.BadInput, problem);
        }

        if (invite.ExpiresAt <= time.GetUtcNow())
        {
            throw new CommandException(ExitCode.Refused, $"The invite expired at {invite.ExpiresAt:u}.", "Ask the coordinator's operator for a new one.");
        }

        using var authority = await FetchAuthorityAsync(invite, time, cancellation);
        directory.Create();
        using var key = LoadOrCreateKey(directory);
        using var shareKey = ShareKey.LoadOrCreate(directory);
        using var channel = CoordinatorChannel.Open(invite.Address, authority, site: null);
        var response = await new EnrolmentService.EnrolmentServiceClient(channel).EnrolAsync(
            new EnrolRequest
            {
                Site = invite.Site,
                Token = ByteString.CopyFrom(invite.Token),
                SigningRequest = ByteString.CopyFrom(key.CreateSigningRequest(invite.Site)),
                EnvelopeKey = ShareKey.Show(shareKey, key, invite.Site),
            },
            cancellationToken: cancellation);
        CryptographicOperations.ZeroMemory(invite.Token);
        using var certificate = X509CertificateLoader.LoadCertificate(response.Certificate.Span);
        RequireOwn(certificate, key, authority, invite.Site, time);
        return Store(directory, new ClientIdentity(invite.Site, invite.Address, ManagesCertificate: true), certificate.ExportCertificatePem(), authority.ExportCertificatePem(), trains);
    }

    /// <summary>Joins with certificates of the operator's own making.</summary>
    /// <exception cref="CommandException">The files cannot be used.</exception>
    public static ClientIdentity JoinWithCertificates(ClientDirectory directory, Uri address, string authorityFile, string certificateFile, string keyFile)
    {
        try
        {
            var certificatePem = File.ReadAllText(certificateFile);
            var keyPem = File.ReadAllText(keyFile);
            using var certificate = X509Certificate2.CreateFromPem(certificatePem, keyPem);
            var site = CertificateRules.CommonName(certificate)
                ?? throw new CommandException(ExitCode.BadInput, $"{certificateFile} has no common name.", "The common name of a site's certificate is the site's name.");
            directory.Create();
            PrivateFile.Write(directory.KeyFile, keyPem);
            return Store(directory, new ClientIdentity(site, address, ManagesCertificate: false), certificatePem, File.ReadAllText(authorityFile), trains: true);
        }
        catch (Exception exception) when (exception is CryptographicException or ArgumentException or IOException or UnauthorizedAccessException)
        {
            throw new CommandException(ExitCode.BadInput, $"The certificate files cannot be used: {exception.Message}", "All three must be PEM files; key and certificate belong together.", exception);
        }
    }

    private static ClientIdentity Store(ClientDirectory directory, ClientIdentity identity, string certificatePem, string authorityPem, bool trains)
    {
        PrivateFile.Write(directory.AuthorityFile, authorityPem);
        PrivateFile.Write(directory.CertificateFile, certificatePem);
        if (trains)
        {
            PolicyFile.WriteTemplate(directory.PolicyFile);
        }

        // Written last: where it is, everything else is.
        identity.Write(directory);
        return identity;
    }

    private static async Task<X509Certificate2> FetchAuthorityAsync(Invite invite, TimeProvider time, CancellationToken cancellation)
    {
        using var channel = CoordinatorChannel.OpenUnverified(invite.Address);
        var response = await new EnrolmentService.EnrolmentServiceClient(channel).GetAuthorityAsync(
            new GetAuthorityRequest(), deadline: time.GetUtcNow().UtcDateTime.AddSeconds(20), cancellationToken: cancellation);
        return Digest.Of(response.Authority.Span) == invite.AuthorityFingerprint
            ? X509CertificateLoader.LoadCertificate(response.Authority.Span)
            : throw new CommandException(
                ExitCode.Refused,
                $"Whoever answers at {invite.Address} is not the coordinator that made this invite: its authority has another fingerprint.",
                "Nothing secret was sent. Check the address, and ask the coordinator's operator before you try again.");
    }

    private static SiteKey LoadOrCreateKey(ClientDirectory directory)
    {
        if (File.Exists(directory.KeyFile))
        {
            PrivateFile.Restrict(directory.KeyFile);
            return SiteKey.FromPem(File.ReadAllText(directory.KeyFile));
        }

        var key = SiteKey.Create();
        PrivateFile.Write(directory.KeyFile, key.ExportPem());
        return key;
    }

    private static void RequireOwn(X509Certificate2 certificate, SiteKey key, X509Certificate2 authority, string site, TimeProvider time)
    {
        using var named = certificate.GetECDsaPublicKey();
        var isOwn = named is not null && named.ExportSubjectPublicKeyInfo().AsSpan().SequenceEqual(key.Key.ExportSubjectPublicKeyInfo());
        var problem = CertificateRules.Check(certificate, [authority], time.GetUtcNow(), CertificateUse.Site);
        if (!isOwn || problem is not null || CertificateRules.CommonName(certificate) != site)
        {
            throw new CommandException(
                ExitCode.Refused,
                $"The coordinator sent a certificate that this site cannot use ({problem?.ToString() ?? (isOwn ? "another name" : "another key")}).",
                "Compare the clocks of both machines, then ask the coordinator's operator for a new invite.");
        }
    }
}
