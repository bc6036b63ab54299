using System.Collections.Immutable;
using System.Globalization;
using FederatedSecure.Lab.Processes;

namespace FederatedSecure.Lab.Federation;

/// <summary>A coordinator and its sites as processes of this machine. Disposing ends them all.</summary>
public sealed class LocalFederation : IAsyncDisposable
{
    private readonly FederationFolder _folder;

    /// <param name="folder">Where its files go.</param>
    /// <param name="sites">Number of sites.</param>
    /// <param name="coordinator">The coordinator, not yet started; null for one on any free port.</param>
    public LocalFederation(FederationFolder folder, int sites, LocalCoordinator? coordinator = null)
    {
        _folder = folder;
        var port = LocalPorts.Free();
        Coordinator = coordinator ?? new LocalCoordinator(folder, port, port);
        Sites = [.. Enumerable.Range(1, sites).Select(i => new LocalSite(folder, string.Create(CultureInfo.InvariantCulture, $"site-{i}")))];
    }

    public FederationFolder Folder => _folder;

    public LocalCoordinator Coordinator { get; }

    public ImmutableArray<LocalSite> Sites { get; }

    /// <summary>Who attacks candidates; null where nobody does. Set before <see cref="GuardAsync"/>.</summary>
    public LocalEvaluator? Evaluator { get; init; }

    /// <summary>Invites and joins the evaluator, names its records and starts its daemon.</summary>
    /// <param name="dataSet">Name of the data set.</param>
    /// <param name="dataArguments">What follows `lab evaluator data add NAME`.</param>
    /// <param name="threads">Attacks that run at a time.</param>
    /// <param name="cancellation">Ends the wait.</param>
    /// <exception cref="ChildProcessException">A command failed.</exception>
    public async Task AddEvaluatorAsync(string dataSet, ImmutableArray<string> dataArguments, int threads, CancellationToken cancellation)
    {
        var evaluator = Evaluator ?? throw new InvalidOperationException("This federation has no evaluator.");
        await evaluator.JoinAsync(await Coordinator.InviteEvaluatorAsync(evaluator.Name, cancellation), cancellation);
        await evaluator.AddDataAsync(dataSet, dataArguments, cancellation);
        await evaluator.StartAsync(threads);
    }

    /// <summary>Invites and joins every site, names its data and starts its daemon.</summary>
    /// <param name="dataSet">Name of the data set at every site.</param>
    /// <param name="dataArguments">What follows `client data add NAME` at a site.</param>
    /// <param name="allowed">What the sites' policies allow beyond their defaults: "allowPlain", "allowNonPrivate".</param>
    /// <param name="joined">Told of each site that is ready.</param>
    /// <param name="cancellation">Ends the wait.</param>
    /// <exception cref="ChildProcessException">A command failed.</exception>
    public Task AddSitesAsync(
        string dataSet, Func<LocalSite, ImmutableArray<string>> dataArguments, ImmutableArray<string> allowed, Action<LocalSite>? joined, CancellationToken cancellation) =>
        Parallel.ForEachAsync(
            Sites,
            new ParallelOptions { MaxDegreeOfParallelism = Environment.ProcessorCount, CancellationToken = cancellation },
            async (site, token) =>
            {
                string invite = await Coordinator.InviteAsync(site.Name, token);
                await site.JoinAsync(invite, token);
                await site.AddDataAsync(dataSet, dataArguments(site), token);
                await site.AllowAsync(allowed, token);
                await site.StartAsync();
                joined?.Invoke(site);
            });

    /// <summary>
    /// Does something with the federation, and stops as soon as one of its processes dies although nobody ended it.
    /// </summary>
    /// <exception cref="ChildProcessException">A process died; the message has its last lines.</exception>
    public async Task<T> GuardAsync<T>(Func<CancellationToken, Task<T>> work, CancellationToken cancellation)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        var lost = Task.WhenAny([Coordinator.Lost, .. Sites.Select(site => site.Lost), .. Evaluator is { } evaluator ? [evaluator.Lost] : Array.Empty<Task<ChildProcessException>>()]);
        var working = work(stop.Token);
        if (await Task.WhenAny(working, lost) == working)
        {
            return await working;
        }

        await stop.CancelAsync();
        await working.ContinueWith(static _ => { }, CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default);
        throw await await lost;
    }

    public async ValueTask DisposeAsync()
    {
        await Task.WhenAll(Sites.Select(site => site.DisposeAsync().AsTask()));
        if (Evaluator is { } evaluator)
        {
            await evaluator.DisposeAsync();
        }

        await Coordinator.DisposeAsync();
    }
}
