using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text;
using FederatedSecure.Hosting.Commands;
using FederatedSecure.Hosting.Files;
using Grpc.Net.Client;

namespace FederatedSecure.Coordinator.Administration;

/// <summary>
/// The Unix socket over which the commands talk to a running coordinator. There is no password: the file system says who may
/// open it.
/// </summary>
public static class AdministrationSocket
{
    // sun_path holds 108 bytes on Linux and 104 on macOS, one of them for the end.
    private const int LongestPath = 100;

    /// <summary>Where the socket of a data directory is. A path that is too long for a socket gets a short stand-in.</summary>
    public static string PathFor(string dataDirectory)
    {
        var natural = Path.Combine(Path.GetFullPath(dataDirectory), "admin.sock");
        if (Encoding.UTF8.GetByteCount(natural) <= LongestPath)
        {
            return natural;
        }

        var name = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(natural)).AsSpan(0, 8));
        var directory = Path.Combine(Path.GetTempPath(), $"federatedsecure-{Environment.UserName}");
        PrivateFile.CreateDirectory(directory);
        return Path.Combine(directory, $"{name}.sock");
    }

    /// <summary>Opens a channel to the coordinator that works in a data directory.</summary>
    /// <exception cref="CommandException">None is running there.</exception>
    public static GrpcChannel Connect(string dataDirectory)
    {
        var path = PathFor(dataDirectory);
        if (!File.Exists(path))
        {
            throw NotRunning(dataDirectory, innerException: null);
        }

        var handler = new SocketsHttpHandler
        {
            ConnectCallback = async (_, cancellation) =>
            {
                var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
                try
                {
                    await socket.ConnectAsync(new UnixDomainSocketEndPoint(path), cancellation);
                    return new NetworkStream(socket, ownsSocket: true);
                }
                catch
                {
                    socket.Dispose();
                    throw;
                }
            },
        };
        return GrpcChannel.ForAddress("http://coordinator", new GrpcChannelOptions { HttpHandler = handler, DisposeHttpClient = true });
    }

    internal static CommandException NotRunning(string dataDirectory, Exception? innerException) => new(
        ExitCode.Unreachable,
        $"No coordinator is running in {Path.GetFullPath(dataDirectory)}.",
        $"Start it with `coordinator serve --data {dataDirectory}`, or name another directory with --data.",
        innerException);
}
