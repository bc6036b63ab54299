using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using FederatedSecure.Coordinator.Server;
using FederatedSecure.Cryptography.Identity;
using FederatedSecure.Hosting.Files;

namespace FederatedSecure.Coordinator.Certificates;

/// <summary>
/// The coordinator's TLS certificate and key. From the built-in authority it renews itself while serving; the key stays the
/// same, so that receipts signed with it remain verifiable.
/// </summary>
public sealed class ServerIdentity : IDisposable
{
    private static readonly TimeSpan Lifetime = TimeSpan.FromDays(30);
    private readonly Lock _lock = new();
    private readonly TimeProvider _time;
    private readonly CertificateAuthority? _authority;
    private readonly IReadOnlyCollection<string> _names;
    private readonly ECDsa _key;
    private volatile Issued _issued;

    private ServerIdentity(TimeProvider time, CertificateAuthority? authority, IReadOnlyCollection<string> names, ECDsa key, Issued issued)
    {
        _time = time;
        _authority = authority;
        _names = names;
        _key = key;
        _issued = issued;
    }

    /// <summary>What to show in the next handshake.</summary>
    public SslStreamCertificateContext Context
    {
        get
        {
            var issued = _issued;
            if (_authority is null || issued.IsCurrent(_time.GetUtcNow()))
            {
                return issued.Context;
            }

            lock (_lock)
            {
                if (!_issued.IsCurrent(_time.GetUtcNow()))
                {
                    _issued = Issue(_authority, _key, _names, _time);
                }

                return _issued.Context;
            }
        }
    }

    /// <summary>An identity from the built-in authority.</summary>
    public static ServerIdentity FromAuthority(CertificateAuthority authority, CoordinatorOptions options, TimeProvider time)
    {
        var keyFile = options.PathOf("authority", "server.key");
        if (!File.Exists(keyFile))
        {
            using var created = SiteKey.Create();
            PrivateFile.Write(keyFile, created.ExportPem());
        }

        var key = SiteKey.FromPem(File.ReadAllText(keyFile)).Key;
        string[] names = [.. new[] { options.Address.DnsSafeHost, "localhost", "127.0.0.1", "::1" }.Distinct()];
        return new ServerIdentity(time, authority, names, key, Issue(authority, key, names, time));
    }

    /// <summary>The operator's own certificate.</summary>
    /// <exception cref="InvalidDataException">The files hold no usable certificate and key.</exception>
    public static ServerIdentity FromFiles(OwnCertificates files, TimeProvider time)
    {
        try
        {
            using var pem = X509Certificate2.CreateFromPemFile(files.Server, files.ServerKey);
            var certificate = X509CertificateLoader.LoadPkcs12(pem.Export(X509ContentType.Pkcs12), password: null);
            var intermediates = new X509Certificate2Collection();
            intermediates.ImportFromPemFile(files.Server);
            var key = certificate.GetECDsaPrivateKey()
                ?? throw new CryptographicException("the key is not an ECDSA key, which receipts are signed with");
            var context = SslStreamCertificateContext.Create(certificate, intermediates, offline: true);
            return new ServerIdentity(time, authority: null, [], key, new Issued(context, DateTimeOffset.MinValue, DateTimeOffset.MaxValue));
        }
        catch (Exception exception) when (exception is CryptographicException or ArgumentException or IOException or UnauthorizedAccessException)
        {
            throw new InvalidDataException(
                $"The server certificate {files.Server} with key {files.ServerKey} cannot be used: {exception.Message}. Both must be PEM files that belong together.",
                exception);
        }
    }

    /// <summary>ECDSA P-256 with SHA-256, DER.</summary>
    public byte[] Sign(ReadOnlySpan<byte> message)
    {
        lock (_lock)
        {
            return _key.SignData(message, HashAlgorithmName.SHA256, DSASignatureFormat.Rfc3279DerSequence);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _key.Dispose();

    private static Issued Issue(CertificateAuthority authority, ECDsa key, IReadOnlyCollection<string> names, TimeProvider time)
    {
        using var bare = authority.IssueServer(key, names, Lifetime);
        using var withKey = bare.CopyWithPrivateKey(key);
        // Through PKCS #12, because not every platform's TLS takes a key that lives in memory only.
        var certificate = X509CertificateLoader.LoadPkcs12(withKey.Export(X509ContentType.Pkcs12), password: null);
        return new Issued(
            SslStreamCertificateContext.Create(certificate, additionalCertificates: null, offline: true),
            certificate.NotBefore,
            time.GetUtcNow() + (Lifetime / 2));
    }

    private sealed record Issued(SslStreamCertificateContext Context, DateTimeOffset NotBefore, DateTimeOffset RenewAt)
    {
        // What was issued while the clock was ahead is not valid yet once it has been set right.
        public bool IsCurrent(DateTimeOffset now) => now >= NotBefore && now < RenewAt;
    }
}
