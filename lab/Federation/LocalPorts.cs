using System.Net;
using System.Net.Sockets;

namespace FederatedSecure.Lab.Federation;

/// <summary>Finds ports on the loopback interface.</summary>
public static class LocalPorts
{
    /// <summary>
    /// A port that was free a moment ago. A coordinator needs its port before it starts, because its certificate,
    /// its invites and its restarts all use the same address; the rare loser of the race starts again with another.
    /// </summary>
    public static int Free()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
