using FederatedSecure.Cryptography.Content;
using FederatedSecure.EndToEnd.Tests.Support;
using FederatedSecure.Lab.Federation;
using FederatedSecure.Numerics;
using FederatedSecure.Protos.V1;
using FederatedSecure.Rounds.Machine;
using Grpc.Core;
using Task = System.Threading.Tasks.Task;

namespace FederatedSecure.EndToEnd.Tests;

public sealed class CoordinatorKillTests
{
    private const int Kills = 20;
    private const int Rounds = 24;
    private const int Sites = 4;

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Coordinator_KilledTwentyTimesWhileTraining_PublishesEveryRoundOnceAndLosesNone(bool encrypted)
    {
        var random = new SeededRandomSource(Seed.ForThisRun());
        // The proxy cuts nothing; it counts bytes, so that a kill can fall into the middle of a transfer.
        await using var federation = await TestFederation.StartAsync(
            sites: Sites, recordsPerSite: 120, target => new CuttingProxy(target, (_, _) => null));
        var id = await federation.SubmitAsync(new SpamJob { Rounds = Rounds, Sites = Sites, MinimumReports = 3, Hidden = 64, Encrypted = encrypted }.Text());
        var ledger = new PublishedLedger();

        for (var kill = 1; kill <= Kills; kill++)
        {
            var before = await MomentAsync(federation, id, random);
            ledger.Observe(before);
            Assert.False(before.Ended, $"The job ended after {kill - 1} kills already: give it more rounds.");
            await federation.Coordinator.KillAsync();
            await federation.Coordinator.StartAsync(TestContext.Current.CancellationToken);
        }

        var end = await federation.FinishAsync(id);
        ledger.Observe(end);

        Assert.Equal(Enumerable.Range(1, Rounds), ledger.Rounds);
        await AssertModelsIntactAsync(federation, id, ledger);
        await federation.Coordinator.DisposeAsync();
        var publications = StoredEvents.Read(federation.Processes.Folder.Coordinator, id).OfType<JobEvent.ModelPublished>();
        Assert.Equal(ledger.Models.Select(model => ((int)model.Key, model.Value)), publications.Select(published => (published.Round, published.Model)));
    }

    /// <summary>Waits for a random number of changes of the job, or of bytes between the sites and the coordinator.</summary>
    private static async Task<JobProgress> MomentAsync(TestFederation federation, string id, SeededRandomSource random)
    {
        var cancellation = TestContext.Current.CancellationToken;
        if (random.NextInt32(2) == 0)
        {
            await federation.Proxy!.WaitForBytesAsync(1 + random.NextInt32(150_000), cancellation);
            var job = await federation.Coordinator.Jobs.GetJobAsync(new GetJobRequest { JobId = id }, cancellationToken: cancellation);
            return JobProgress.Empty.With(job);
        }

        var left = 1 + random.NextInt32(8);
        var progress = JobProgress.Empty;
        await foreach (var change in federation.Coordinator.WatchAsync(id, cancellation))
        {
            progress = change;
            if (--left == 0)
            {
                break;
            }
        }

        return progress;
    }

    /// <summary>Every published model can still be fetched, and is what its record says.</summary>
    private static async Task AssertModelsIntactAsync(TestFederation federation, string id, PublishedLedger ledger)
    {
        foreach (var (round, digest) in ledger.Models)
        {
            using var file = new MemoryStream();
            using var call = federation.Coordinator.Jobs.GetModel(
                new GetModelRequest { JobId = id, Round = round }, cancellationToken: TestContext.Current.CancellationToken);
            await foreach (var part in call.ResponseStream.ReadAllAsync(TestContext.Current.CancellationToken))
            {
                part.Data.WriteTo(file);
            }

            Assert.Equal(digest, Digest.Of(file.ToArray()));
        }
    }
}
