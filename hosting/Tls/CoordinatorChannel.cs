using System.Net.Security;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using FederatedSecure.Hosting.Wire;
using Grpc.Net.Client;

namespace FederatedSecure.Hosting.Tls;

/// <summary>Channels from a site to its coordinator: TLS 1.3, and trust in one authority only.</summary>
public static class CoordinatorChannel
{
    /// <summary>Opens a channel that trusts only this authority.</summary>
    /// <param name="address">https address of the coordinator.</param>
    /// <param name="authority">The authority that the coordinator's certificate must come from.</param>
    /// <param name="site">The site's certificate with its key; null before it has one.</param>
    /// <param name="wrap">Puts something around the transport, for tests.</param>
    /// <param name="onServer">Told the coordinator's certificate after each handshake in which it was found to be good.</param>
    public static GrpcChannel Open(
        Uri address,
        X509Certificate2 authority,
        X509Certificate2? site,
        Func<HttpMessageHandler, HttpMessageHandler>? wrap = null,
        Action<X509Certificate2>? onServer = null)
    {
        var tls = Options(site);
        tls.CertificateChainPolicy = new X509ChainPolicy
        {
            TrustMode = X509ChainTrustMode.CustomRootTrust,
            CustomTrustStore = { authority },
            RevocationMode = X509RevocationMode.NoCheck,
            DisableCertificateDownloads = true,
        };
        tls.RemoteCertificateValidationCallback = (_, certificate, _, errors) =>
        {
            if (errors != SslPolicyErrors.None || certificate is not X509Certificate2 server)
            {
                return false;
            }

            onServer?.Invoke(server);
            return true;
        };
        return Open(address, tls, wrap);
    }

    /// <summary>
    /// Opens a channel that trusts nobody's word: for asking an unknown coordinator for its authority, whose fingerprint is then
    /// compared. Nothing secret may be sent over it.
    /// </summary>
    public static GrpcChannel OpenUnverified(Uri address)
    {
        var tls = Options(site: null);
#pragma warning disable CA5359 // The one answer taken from this channel is verified against a fingerprint got out of band.
        tls.RemoteCertificateValidationCallback = (_, _, _, _) => true;
#pragma warning restore CA5359
        return Open(address, tls, wrap: null);
    }

    private static SslClientAuthenticationOptions Options(X509Certificate2? site) => new()
    {
        EnabledSslProtocols = SslProtocols.Tls13,
        ClientCertificateContext = site is null ? null : SslStreamCertificateContext.Create(site, additionalCertificates: null, offline: true),
    };

    private static GrpcChannel Open(Uri address, SslClientAuthenticationOptions tls, Func<HttpMessageHandler, HttpMessageHandler>? wrap)
    {
        var handler = new SocketsHttpHandler
        {
            SslOptions = tls,
            ConnectTimeout = TimeSpan.FromSeconds(10),
            // Notices a dead connection, and keeps middleboxes from forgetting a live one that is in use.
            KeepAlivePingDelay = TimeSpan.FromSeconds(20),
            KeepAlivePingTimeout = TimeSpan.FromSeconds(10),
            KeepAlivePingPolicy = HttpKeepAlivePingPolicy.WithActiveRequests,
            // A larger window lets 1 MiB chunks stream without waiting for acknowledgements.
            InitialHttp2StreamWindowSize = 4 << 20,
            UseProxy = false,
        };
        return GrpcChannel.ForAddress(address, new GrpcChannelOptions
        {
            HttpHandler = wrap?.Invoke(handler) ?? handler,
            DisposeHttpClient = true,
            MaxReceiveMessageSize = ChunkMethods.MaximumMessageSize,
            MaxSendMessageSize = ChunkMethods.MaximumMessageSize,
            // Reconnects quickly after the coordinator was away; the pauses are the retry pipeline's business.
            InitialReconnectBackoff = TimeSpan.FromMilliseconds(100),
            MaxReconnectBackoff = TimeSpan.FromSeconds(2),
        });
    }
}
