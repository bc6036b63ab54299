using System.Collections.Concurrent;
using System.Collections.Immutable;
using FederatedSecure.Coordinator.Health;
using FederatedSecure.Coordinator.Models;
using FederatedSecure.Coordinator.Sites;
using FederatedSecure.Coordinator.Updates;
using FederatedSecure.Numerics;
using FederatedSecure.Rounds;
using FederatedSecure.Rounds.Jobs;
using FederatedSecure.Rounds.Machine;

namespace FederatedSecure.Coordinator.Rounds;

/// <summary>All jobs of this coordinator. Loads them on start, each where it was.</summary>
internal sealed partial class JobHost : IHostedService
{
    private readonly ConcurrentDictionary<JobId, JobDriver> _drivers = new();
    private readonly JobStore _store;
    private readonly CoordinatorClock _clock;
    private readonly RoundAggregator _aggregator;
    private readonly UpdateSpool _spool;
    private readonly ModelStore _models;
    private readonly SiteAvailability _availability;
    private readonly SiteRegistry _sites;
    private readonly StorageProblem _storage;
    private readonly IRandomSource _random;
    private readonly ILogger<JobHost> _logger;

    public JobHost(
        JobStore store,
        CoordinatorClock clock,
        RoundAggregator aggregator,
        UpdateSpool spool,
        ModelStore models,
        SiteAvailability availability,
        SiteRegistry sites,
        StorageProblem storage,
        IRandomSource random,
        ILogger<JobHost> logger)
    {
        (_store, _clock, _aggregator, _spool, _models) = (store, clock, aggregator, spool, models);
        (_availability, _sites, _storage, _random, _logger) = (availability, sites, storage, random, logger);
    }

    /// <summary>All jobs, oldest first.</summary>
    public IEnumerable<JobDriver> All => _drivers.Values.OrderBy(driver => driver.SubmittedAt).ThenBy(driver => driver.State.Id.Value, StringComparer.Ordinal);

    /// <summary>The jobs that have not ended.</summary>
    public IEnumerable<JobDriver> Running => _drivers.Values.Where(driver => !driver.State.HasEnded);

    /// <summary>A job; null if there is none of that name.</summary>
    public JobDriver? Find(JobId id) => _drivers.GetValueOrDefault(id);

    /// <summary>Takes a job in.</summary>
    public JobDriver Submit(JobSpec spec, byte[] file)
    {
        var id = JobId.Create(_random);
        var model = _models.CreateInitial(spec);
        _store.Insert(id, file, model);
        Submitted(_logger, id, spec.Name);
        return Add(RoundMachine.Start(id, spec, model), sequence: 0, _clock.Time.GetUtcNow().ToUnixTimeSeconds());
    }

    /// <summary>Sites turned up or became free: jobs that wait may have enough of them now.</summary>
    public void ConsiderOpeningAll()
    {
        foreach (var driver in Running.Where(driver => driver.State.Phase == JobPhase.Waiting))
        {
            ConsiderOpening(driver);
        }
    }

    /// <inheritdoc/>
    public Task StartAsync(CancellationToken cancellationToken)
    {
        foreach (var stored in _store.Jobs())
        {
            var parsed = JobFileReader.Parse(stored.File);
            if (!parsed.IsValid)
            {
                // A later version may be stricter than the one that took the job in.
                JobUnreadable(_logger, stored.Id, string.Join("; ", parsed.Problems));
                continue;
            }

            var state = RoundMachine.Start(stored.Id, parsed.Spec, stored.InitialModel);
            var sequence = 0;
            foreach (var (at, @event) in _store.Events(stored.Id))
            {
                state = RoundMachine.Apply(state, @event, at).State;
                sequence++;
            }

            Add(state, sequence, stored.SubmittedAt);
        }

        _spool.DiscardAllBut(_drivers.Values.Select(driver => driver.State.CurrentKey).OfType<PlanKey>().ToHashSet());
        _sites.Revoked += OnRevoked;
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public async Task StopAsync(CancellationToken cancellationToken)
    {
        _sites.Revoked -= OnRevoked;
        foreach (var driver in _drivers.Values)
        {
            await driver.DisposeAsync();
        }
    }

    private JobDriver Add(JobState state, int sequence, long submittedAt)
    {
        var driver = new JobDriver(state, sequence, submittedAt, _store, _clock, _aggregator, _spool, _storage, _logger);
        _drivers[state.Id] = driver;
        driver.TimePassed += OnTimePassed;
        driver.Published += _ => ConsiderOpeningAll();
        driver.Start();
        if (state.Phase == JobPhase.Waiting)
        {
            ConsiderOpening(driver);
        }

        return driver;
    }

    private void OnTimePassed(JobDriver driver)
    {
        try
        {
            if (driver.State.Phase == JobPhase.Waiting)
            {
                ConsiderOpening(driver);
            }
            else
            {
                driver.Post(new JobEvent.Tick());
                if (driver.State.Phase == JobPhase.Waiting)
                {
                    ConsiderOpening(driver);
                }
            }
        }
        catch (Exception exception) when (exception is IOException or Microsoft.Data.Sqlite.SqliteException)
        {
            // An event that could not be stored did not happen; the next call or tick brings it again.
            TickFailed(_logger, exception, driver.State.Id);
        }
    }

    private void OnRevoked(SiteId site)
    {
        _availability.Forget(site);
        foreach (var driver in Running)
        {
            driver.Post(new JobEvent.SiteRevoked(site));
        }
    }

    private void ConsiderOpening(JobDriver driver)
    {
        var busy = Running
            .Where(other => other != driver && other.State.Current is not null)
            .SelectMany(other => other.State.Current!.Sites.Where(entry => entry.Value.IsOpen))
            .Select(entry => entry.Key)
            .ToHashSet();
        var sites = _availability.With(driver.State.Spec.DataSet).Where(site => !busy.Contains(site)).ToImmutableSortedSet();
        driver.Post(new JobEvent.SitesAvailable(sites, _random.NextUInt64()));
    }

    [LoggerMessage(EventId = 2101, Level = LogLevel.Information, Message = "{Job} ({Name}) was submitted")]
    private static partial void Submitted(ILogger logger, JobId job, string name);

    [LoggerMessage(EventId = 2102, Level = LogLevel.Error, Message = "{Job} cannot be read by this version and is left alone: {Problems}")]
    private static partial void JobUnreadable(ILogger logger, JobId job, string problems);

    [LoggerMessage(EventId = 2103, Level = LogLevel.Error, Message = "{Job}: an event of time could not be stored")]
    private static partial void TickFailed(ILogger logger, Exception exception, JobId job);
}
