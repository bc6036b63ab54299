using FederatedSecure.Client.Privacy;
using FederatedSecure.Client.Tests.Support;
using FederatedSecure.Client.Work;
using FederatedSecure.Coordinator.Tests.Support;
using JobPhase = FederatedSecure.Protos.V1.JobPhase;

namespace FederatedSecure.Client.Tests.Privacy;

/// <summary>Three real daemons in a job with noise in shares; only the training is a stand-in.</summary>
public sealed class NoisyDaemonTests : IAsyncLifetime
{
    private readonly List<SiteFolder> _sites = [];
    private TestCoordinator _coordinator = null!;

    public async ValueTask InitializeAsync()
    {
        _coordinator = await TestCoordinator.StartAsync(poll: TimeSpan.FromMilliseconds(20));
        foreach (var name in (string[])["hospital-a", "hospital-b", "hospital-c"])
        {
            _sites.Add(await SiteFolder.JoinAsync(_coordinator, name));
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _coordinator.DisposeAsync();
        _sites.ForEach(site => site.Dispose());
    }

    [Fact]
    public async Task Job_TwoRounds_AddsTheNoiseTellsNoFiguresAndLeavesTheRecordsBudgetAlone()
    {
        var job = await _coordinator.SubmitAsync(JobText.Encrypted(sites: 3, rounds: 2, siteNoise: """{ "epsilon": 5 }"""));
        var daemons = _sites.ConvertAll(site => new RunningDaemon(site, new ConstantTrainer()));

        var end = await _coordinator.UntilAsync(job, JobPhase.Completed);
        await Eventually.HoldsAsync(() => _sites.All(site => Journal.Read(site.Directory).Count(entry => entry.Outcome == "committed") == 2));
        foreach (var daemon in daemons)
        {
            await daemon.DisposeAsync();
        }

        // Thirty records at each site and a loss of 0.25, of which nobody hears.
        Assert.All(end.Rounds, round => Assert.Equal(0, round.TrainingLoss));
        foreach (var site in _sites)
        {
            var spent = Assert.Single(SiteLevelSpending.Of(Journal.Read(site.Directory)));
            Assert.Equal((2, 5, 3), (spent.Rounds, spent.Noise.Epsilon, spent.Noise.BudgetedRounds));
            // Site and coordinator have worked out the same.
            Assert.Equal(end.Rounds[^1].SiteLevel.Epsilon, spent.Epsilon, 1e-9);
            using var ledger = PrivacyLedger.Open(site.Directory, mustExist: false);
            Assert.Empty(ledger.Entries);
        }

        Assert.All(end.Rounds.SelectMany(round => round.Sites), site => Assert.Null(site.Privacy));
    }

    [Fact]
    public async Task Policy_ThatAsksForNoise_KeepsTheSiteOutOfAJobWithout()
    {
        foreach (var site in _sites)
        {
            await File.WriteAllTextAsync(site.Directory.PolicyFile, """{ "allowNonPrivate": true, "maximumSiteEpsilon": 4 }""", TestContext.Current.CancellationToken);
        }

        var job = await _coordinator.SubmitAsync(JobText.Encrypted(sites: 3).Replace("\"attempts\": 3", "\"attempts\": 1", StringComparison.Ordinal));
        var daemons = _sites.ConvertAll(site => new RunningDaemon(site, new ConstantTrainer()));

        var end = await _coordinator.UntilAsync(job, JobPhase.Failed);
        foreach (var daemon in daemons)
        {
            await daemon.DisposeAsync();
        }

        Assert.Contains(end.Rounds[0].Sites, site => site.Reason.StartsWith("policy.site-noise", StringComparison.Ordinal));
    }
}
