using System.Text.Json;
using FederatedSecure.EndToEnd.Tests.Support;
using FederatedSecure.Numerics;
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

    [Fact]
    public async System.Threading.Tasks.Task Clients_KilledEightTimesInEncryptedRounds_NeverProtectAPlanTwiceNorAnswerTwice()
    {
        const int rounds = 8;
        var random = new SeededRandomSource(Seed.ForThisRun());
        await using var federation = await TestFederation.StartAsync(sites: 4, recordsPerSite: 200);
        var left = 3;
        var kills = 0;

        var job = await federation.SubmitAsync(new SpamJob { Rounds = rounds, Sites = 4, MinimumReports = 3, Encrypted = true, Lease = "00:00:10" }.Text());
        var progress = await federation.FinishAsync(job, async _ =>
        {
            // At a random one of the next changes of the job: accepted, reported, being opened, published.
            if (kills < 8 && --left == 0)
            {
                left = 1 + random.NextInt32(6);
                kills++;
                var victim = federation.Processes.Sites[random.NextInt32(4)];
                await victim.KillAsync();
                await victim.StartAsync();
            }
        });

        Assert.Equal(8, kills);
        Assert.Equal(Enumerable.Range(1, rounds), progress.Published.Select(record => (int)record.Round));
        foreach (var site in federation.Processes.Sites)
        {
            var directory = federation.Processes.Folder.Site(site.Name);
            Assert.All(Lines(directory, "journal.jsonl").Where(line => Text(line, "outcome") == "trained").CountBy(line => Text(line, "plan")), plan => Assert.Equal(1, plan.Value));
            Assert.All(Lines(directory, "openings.jsonl").CountBy(line => Text(line, "plan")), plan => Assert.Equal(1, plan.Value));
        }
    }

    private static IEnumerable<JsonElement> Lines(string directory, string file)
    {
        var path = Path.Combine(directory, file);
        using var reader = new StreamReader(new FileStream(path, FileMode.OpenOrCreate, FileAccess.Read, FileShare.ReadWrite));
        while (reader.ReadLine() is { } line)
        {
            // A kill may have cut a line off; what it would have said had not been acted on.
            if (line.EndsWith('}'))
            {
                yield return JsonDocument.Parse(line).RootElement;
            }
        }
    }

    private static string Text(JsonElement line, string name) => line.GetProperty(name).GetString()!;
}
