using FederatedSecure.Protos.V1;

namespace FederatedSecure.Coordinator.Tests.Support;

/// <summary>A coordinator with a job whose first round is open, and the sites in it.</summary>
internal sealed class RunningJob : IAsyncDisposable
{
    private readonly bool _ownsCoordinator;

    private RunningJob(TestCoordinator coordinator, bool ownsCoordinator, IReadOnlyList<TestSite> sites, string id) =>
        (Coordinator, _ownsCoordinator, Sites, Id) = (coordinator, ownsCoordinator, sites, id);

    public TestCoordinator Coordinator { get; }

    public IReadOnlyList<TestSite> Sites { get; }

    public string Id { get; }

    public TestSite First => Sites[0];

    public TestSite Second => Sites[1];

    /// <summary>Starts a coordinator, lets sites join and submits a job for all of them.</summary>
    public static async Task<RunningJob> StartAsync(string job, int sites = 2, TestCoordinator? coordinator = null, bool owned = true)
    {
        coordinator ??= await TestCoordinator.StartAsync();
        var joined = new List<TestSite>();
        for (var i = 0; i < sites; i++)
        {
            joined.Add(await coordinator.JoinAsync($"site-{(char)('a' + i)}"));
            await joined[^1].PollAsync();
        }

        // All of them are there already: the first round opens at once, and with everybody it may have.
        return new RunningJob(coordinator, owned, joined, await coordinator.SubmitAsync(job));
    }

    /// <summary>Lets all sites ask for work, so that the next round opens.</summary>
    public async Task OpenAsync()
    {
        foreach (var site in Sites)
        {
            await site.PollAsync();
        }
    }

    /// <summary>All sites accept, train and upload.</summary>
    public async Task TrainAsync(float step = 1)
    {
        await OpenAsync();
        foreach (var site in Sites)
        {
            var plan = await site.AcceptAsync();
            await site.UploadAsync(plan, plan.Constant(step));
        }
    }

    public Task<GetJobResponse> UntilAsync(JobPhase phase) => Coordinator.UntilAsync(Id, phase);

    public Task<GetJobResponse> UntilPublishedAsync(int round) => Coordinator.UntilPublishedAsync(Id, round);

    public async Task<GetJobResponse> NowAsync() => await Coordinator.Jobs.GetJobAsync(new GetJobRequest { JobId = Id });

    /// <summary>What the last round's record says of a site.</summary>
    public async Task<SiteRecord> OutcomeAsync(TestSite site) => (await NowAsync()).Rounds[^1].Sites.Single(entry => entry.Site == site.Name);

    public async ValueTask DisposeAsync()
    {
        foreach (var site in Sites)
        {
            site.Dispose();
        }

        if (_ownsCoordinator)
        {
            await Coordinator.DisposeAsync();
        }
    }
}
