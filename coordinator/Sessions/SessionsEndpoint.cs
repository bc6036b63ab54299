using FederatedSecure.Coordinator.Errors;
using FederatedSecure.Coordinator.Health;
using FederatedSecure.Coordinator.Identity;
using FederatedSecure.Coordinator.Server;
using FederatedSecure.Coordinator.Sites;
using FederatedSecure.Protos.V1;
using FederatedSecure.Rounds;
using Grpc.Core;

namespace FederatedSecure.Coordinator.Sessions;

/// <summary>Daemons introduce themselves.</summary>
internal sealed partial class SessionsEndpoint(SiteRegistry sites, SiteKeys keys, CoordinatorOptions options, TimeProvider time, ILogger<SessionsEndpoint> logger)
    : SessionsService.SessionsServiceBase
{
    private const int LongestVersion = 50;
    private const int MostDataSets = 1_000;

    public override Task<HelloResponse> Hello(HelloRequest request, ServerCallContext context)
    {
        var site = context.CallingSite();
        CheckDataSets(request.DataSets);
        if (request.Version.Length > LongestVersion || request.Version.Any(char.IsControl))
        {
            throw Refusals.RequestBad.Because("The client's version is no version.");
        }

        var certificate = context.GetHttpContext().Connection.ClientCertificate!;
        if (request.EnvelopeKey is { } key)
        {
            keys.Note(site, certificate, key);
        }

        sites.Greet(site, request.Version, request.DataSets);
        Greeted(logger, site, request.Version);
        // At half of its life: time enough for a coordinator that is down to come back.
        var renewAt = new DateTimeOffset(certificate.NotAfter) - (options.SiteCertificateLifetime / 2);
        return Task.FromResult(new HelloResponse
        {
            Version = ProductVersion.Text,
            Site = site.Value,
            RenewInSeconds = (long)(renewAt - time.GetUtcNow()).TotalSeconds,
        });
    }

    /// <summary>Refuses names of data sets that are none.</summary>
    internal static void CheckDataSets(IReadOnlyCollection<string> dataSets)
    {
        if (dataSets.Count > MostDataSets || !dataSets.All(name => SiteId.TryParse(name, out _)))
        {
            throw Refusals.RequestBad.Because($"Data sets have names of 1 to 63 characters of a-z, 0-9 and inner hyphens, and there are at most {MostDataSets}.");
        }
    }

    [LoggerMessage(EventId = 1201, Level = LogLevel.Information, Message = "{Site} says hello, version {Version}")]
    private static partial void Greeted(ILogger logger, SiteId site, string version);
}
