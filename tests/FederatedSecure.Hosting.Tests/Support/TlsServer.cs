using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;

namespace FederatedSecure.Hosting.Tests.Support;

/// <summary>Shakes hands over TLS as often as it is asked to, and hangs up.</summary>
internal sealed class TlsServer : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stopping = new();
    private readonly Task _serving;

    public TlsServer(X509Certificate2 certificate, SslProtocols protocols = SslProtocols.Tls13)
    {
        _listener.Start();
        Address = new Uri($"https://localhost:{((IPEndPoint)_listener.LocalEndpoint).Port}");
        _serving = ServeAsync(new SslServerAuthenticationOptions
        {
            ServerCertificate = certificate,
            EnabledSslProtocols = protocols,
            ApplicationProtocols = [SslApplicationProtocol.Http2],
        });
    }

    public Uri Address { get; }

    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync();
        await _serving;
        _listener.Dispose();
        _stopping.Dispose();
    }

    private async Task ServeAsync(SslServerAuthenticationOptions options)
    {
        while (!_stopping.IsCancellationRequested)
        {
            try
            {
                using var connection = await _listener.AcceptTcpClientAsync(_stopping.Token);
                await using var tls = new SslStream(connection.GetStream());
                await tls.AuthenticateAsServerAsync(options, _stopping.Token);
                // The client's verdict on the certificate is known here only with what it sends next.
                await tls.ReadAtLeastAsync(new byte[1], minimumBytes: 1, throwOnEndOfStream: false, _stopping.Token);
            }
            catch (Exception exception) when (exception is OperationCanceledException or AuthenticationException or IOException)
            {
                // The client did not like the certificate, or the test is over.
            }
        }
    }
}
