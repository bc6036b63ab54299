using System.Globalization;
using FederatedSecure.EndToEnd.Tests.Support;
using FederatedSecure.Numerics;
using FederatedSecure.Protos.V1;

namespace FederatedSecure.EndToEnd.Tests;

public sealed class NetworkLossTests
{
    private const int CutConnections = 12;

    [Fact]
    public async System.Threading.Tasks.Task Round_ConnectionsCutInTheMiddleOfTransfers_Completes()
    {
        // About 4 MB, so that every transfer has several chunks.
        var job = new SpamJob { Rounds = 2, Hidden = 16_384, MinimumReports = 2 };
        var random = new SeededRandomSource(Seed.ForThisRun());
        var cuts = Enumerable.Range(0, CutConnections).Select(_ => 300_000L + random.NextInt32(3_000_000)).ToArray();

        await using var federation = await TestFederation.StartAsync(
            sites: 2,
            recordsPerSite: 120,
            // In turn a download and an upload: a site downloads first, so a connection cut both ways would never reach its upload.
            target => new CuttingProxy(
                target, (connection, direction) => connection <= CutConnections && connection % 2 == (int)direction ? cuts[connection - 1] : null));
        var id = await federation.SubmitAsync(job.Text());
        var progress = await federation.FinishAsync(id);

        Assert.Equal([1u, 2u], progress.Published.Select(record => record.Round));
        Assert.All(progress.Published, record => Assert.All(record.Sites, site => Assert.Equal(SiteOutcome.Reported, site.Outcome)));
        var proxy = federation.Proxy!;
        Assert.True(
            proxy.CutsUp > 0 && proxy.CutsDown > 0,
            string.Create(CultureInfo.InvariantCulture, $"{proxy.CutsUp} uploads and {proxy.CutsDown} downloads were cut: the test did not test."));
    }
}
