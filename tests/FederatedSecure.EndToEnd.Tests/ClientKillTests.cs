using FederatedSecure.EndToEnd.Tests.Support;
using FederatedSecure.Protos.V1;

namespace FederatedSecure.EndToEnd.Tests;

public sealed class ClientKillTests
{
    [Fact]
    public async System.Threading.Tasks.Task Client_KilledAtWorkAndRestarted_ReportsAgain()
    {
        await using var federation = await TestFederation.StartAsync(sites: 2, recordsPerSite: 400);
        var victim = federation.Processes.Sites[0];
        var killed = 0u;

        var job = await federation.SubmitAsync(new SpamJob { Rounds = 4, MinimumReports = 2 }.Text());
        var progress = await federation.FinishAsync(job, async seen =>
        {
            var working = seen.Open?.Sites.Any(site => site.Site == victim.Name && site.Outcome == SiteOutcome.Working) ?? false;
            if (killed == 0 && working)
            {
                killed = seen.Open!.Round;
                await victim.KillAsync();
                await victim.StartAsync();
            }
        });

        Assert.NotEqual(0u, killed);
        Assert.Equal([1u, 2u, 3u, 4u], progress.Published.Select(record => record.Round));
        Assert.Contains(
            progress.Published,
            record => record.Round >= killed && record.Sites.Any(site => site.Site == victim.Name && site.Outcome == SiteOutcome.Reported));
    }
}
