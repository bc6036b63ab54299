using System.Net;

namespace FederatedSecure.Coordinator.Server;

/// <summary>How a coordinator is set up.</summary>
public sealed record CoordinatorOptions
{
    /// <summary>Where everything is kept.</summary>
    public required string DataDirectory { get; init; }

    /// <summary>Where sites connect to; port 0 takes any free one.</summary>
    public IPEndPoint Listen { get; init; } = new(IPAddress.Any, 8443);

    /// <summary>Address that goes into invites and into the server's certificate, https://host:port.</summary>
    public Uri Address { get; init; } = new("https://localhost:8443");

    /// <summary>How long a site's certificate is valid.</summary>
    public TimeSpan SiteCertificateLifetime { get; init; } = TimeSpan.FromDays(7);

    /// <summary>How long a site with nothing to do waits between polls.</summary>
    public TimeSpan IdlePoll { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>How long a site that takes part in a running job waits between polls.</summary>
    public TimeSpan ActivePoll { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>The operator's own certificates instead of the built-in authority's.</summary>
    public OwnCertificates? Certificates { get; init; }

    /// <summary>The path of a file or directory in the data directory.</summary>
    public string PathOf(params string[] parts) => Path.Combine([DataDirectory, .. parts]);
}
