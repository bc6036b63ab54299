using System.Collections.Immutable;
using System.Globalization;
using FederatedSecure.Benchmarks.Protocol;
using FederatedSecure.Lab.Federation;
using FederatedSecure.Protos.V1;

namespace FederatedSecure.Benchmarks.Scenarios;

/// <summary>A coordinator process and sites of this process that only speak the protocol.</summary>
internal sealed class ProtocolFederation : IAsyncDisposable
{
    private readonly FederationFolder _folder = FederationFolder.Temporary();

    private ProtocolFederation(bool quick)
    {
        var port = LocalPorts.Free();
        Coordinator = new LocalCoordinator(_folder, port, port, quick);
    }

    public LocalCoordinator Coordinator { get; }

    public ImmutableArray<ProtocolSite> Sites { get; private set; } = [];

    public static async Task<ProtocolFederation> StartAsync(int sites, CancellationToken cancellation, bool quick = true)
    {
        var federation = new ProtocolFederation(quick);
        await federation.Coordinator.StartAsync(cancellation);
        var joined = ImmutableArray.CreateBuilder<ProtocolSite>(sites);
        for (var i = 1; i <= sites; i++)
        {
            var invite = await federation.Coordinator.Sites.CreateInviteAsync(
                new CreateInviteRequest { Site = string.Create(CultureInfo.InvariantCulture, $"site-{i}"), LifetimeSeconds = 3600 },
                cancellationToken: cancellation);
            joined.Add(await ProtocolSite.JoinAsync(invite.Invite, ProtocolJob.DataSet, cancellation));
        }

        federation.Sites = joined.MoveToImmutable();
        return federation;
    }

    public async Task<string> SubmitAsync(string job, CancellationToken cancellation)
    {
        var file = Path.Combine(_folder.Root, "job.json");
        await File.WriteAllTextAsync(file, job, cancellation);
        return await Coordinator.SubmitAsync(file, cancellation);
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var site in Sites)
        {
            site.Dispose();
        }

        await Coordinator.DisposeAsync();
        _folder.Dispose();
    }
}
