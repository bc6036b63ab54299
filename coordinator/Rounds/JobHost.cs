using System.Text.Json;
using FederatedSecure.Coordinator.Models;
using FederatedSecure.Coordinator.Sites;
using FederatedSecure.Coordinator.Storage;
using FederatedSecure.Numerics;
using FederatedSecure.Protos.V1;
using FederatedSecure.Rounds;
using FederatedSecure.Rounds.Jobs;
using FederatedSecure.Rounds.Machine;
using JobPhase = FederatedSecure.Rounds.Machine.JobPhase;

namespace FederatedSecure.Coordinator.Rounds;

/// <summary>
/// All jobs of this coordinator. On start it takes up those that go on, each where it was; those that have ended are only read
/// when somebody asks for them, so that a long history does not make the start slow.
/// </summary>
internal sealed partial class JobHost : IHostedService
{
    private const int EndedInMemory = 16;
    private readonly Lock _lock = new();
    private readonly JobServices _services;
    private readonly ModelStore _models;
    private readonly SiteAvailability _availability;
    private readonly SiteRegistry _sites;
    private readonly SiteKeys _keys;
    private readonly IRandomSource _random;
    private readonly ILogger<JobHost> _logger;
    private readonly ITimer _recount;
    private volatile JobDriver[] _running = [];
    private volatile JobDriver[] _ended = [];

    public JobHost(
        JobServices services, ModelStore models, SiteAvailability availability, SiteRegistry sites, SiteKeys keys, IRandomSource random, ILogger<JobHost> logger)
    {
        (_services, _models, _availability, _sites, _keys, _random, _logger) = (services, models, availability, sites, keys, random, logger);
        _recount = services.Clock.Time.CreateTimer(_ => ConsiderAll(recount: true), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    /// <summary>The jobs that have not ended, oldest first: an older job has the first choice of sites.</summary>
    public IReadOnlyList<JobDriver> Running => _running;

    /// <summary>A job; null if there is none of that name.</summary>
    public JobDriver? Find(JobId id) => Find(_running, id) ?? Find(_ended, id) ?? Recall(id);

    /// <summary>All jobs in short, newest first.</summary>
    public IEnumerable<JobSummary> List() => _services.Store.Ended()
        .Concat(_running.Where(driver => !driver.State.HasEnded).Select(driver => RoundRecords.Summary(driver.State, driver.SubmittedAt)))
        .DistinctBy(job => job.JobId)
        .OrderByDescending(job => job.SubmittedAt)
        .ThenBy(job => job.JobId, StringComparer.Ordinal);

    /// <summary>Takes a job in.</summary>
    public JobDriver Submit(JobSpec spec, byte[] file)
    {
        var id = JobId.Create(_random);
        var model = _models.CreateInitial(spec);
        var stored = _services.Store.Insert(id, file, model);
        Submitted(_logger, id, spec.Name);
        var driver = Run(RoundMachine.Start(id, spec, model), sequence: 0, stored.SubmittedAt);
        ConsiderAll(recount: true);
        return driver;
    }

    /// <inheritdoc/>
    public Task StartAsync(CancellationToken cancellationToken)
    {
        var unreadable = new HashSet<JobId>();
        foreach (var stored in _services.Store.Running())
        {
            if (Fold(stored) is var (state, sequence))
            {
                Run(state, sequence, stored.SubmittedAt);
            }
            else
            {
                unreadable.Add(stored.Id);
            }
        }

        // What a job needs that this version cannot read is left for the one that can.
        var states = _running.Select(driver => driver.State).ToArray();
        _services.Spool.DiscardAllBut(states.Select(state => state.CurrentKey).OfType<PlanKey>().ToHashSet(), unreadable);
        _services.OptimizerStates.DiscardAllBut(states.ToDictionary(state => state.Id, state => state.OptimizerState), unreadable);
        _sites.Revoked += OnRevoked;
        ConsiderAll(recount: true);
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public async Task StopAsync(CancellationToken cancellationToken)
    {
        _sites.Revoked -= OnRevoked;
        await _recount.DisposeAsync();
        foreach (var driver in _running.Concat(_ended).Distinct())
        {
            await driver.DisposeAsync();
        }
    }

    private static JobDriver? Find(JobDriver[] drivers, JobId id) => Array.Find(drivers, driver => driver.State.Id == id);

    private JobDriver Run(JobState state, int sequence, long submittedAt)
    {
        var driver = new JobDriver(state, sequence, submittedAt, _services, _logger);
        driver.TimePassed += OnTimePassed;
        driver.SitesFreed += OnSitesFreed;
        lock (_lock)
        {
            _running = [.. _running, driver];
        }

        driver.Start();
        return driver;
    }

    /// <summary>Reads a job that has ended.</summary>
    private JobDriver? Recall(JobId id)
    {
        lock (_lock)
        {
            if (Find(_ended, id) is { } known)
            {
                return known;
            }

            if (_services.Store.Find(id) is not { } stored || Fold(stored) is not var (state, sequence) || !state.HasEnded)
            {
                return null;
            }

            var driver = new JobDriver(state, sequence, stored.SubmittedAt, _services, _logger);
            Remember(driver);
            return driver;
        }
    }

    /// <summary>Keeps an ended job in memory for a while. Nothing runs in it any more, so that it can simply be forgotten.</summary>
    private void Remember(JobDriver driver) => _ended = [.. _ended.TakeLast(EndedInMemory - 1), driver];

    private (JobState State, int Sequence)? Fold(StoredJob stored)
    {
        var parsed = JobFileReader.Parse(stored.File);
        if (!parsed.IsValid)
        {
            // A later version may be stricter than the one that took the job in.
            JobUnreadable(_logger, stored.Id, string.Join("; ", parsed.Problems));
            return null;
        }

        try
        {
            var state = RoundMachine.Start(stored.Id, parsed.Spec, stored.InitialModel);
            var sequence = 0;
            foreach (var (at, @event) in _services.Store.Events(stored.Id))
            {
                state = RoundMachine.Apply(state, @event, at).State;
                sequence++;
            }

            return (state, sequence);
        }
        catch (JsonException exception)
        {
            JobUnreadable(_logger, stored.Id, exception.Message);
            return null;
        }
    }

    private void OnTimePassed(JobDriver driver)
    {
        if (driver.State.Phase != JobPhase.Waiting)
        {
            driver.Post(new JobEvent.Tick());
        }

        if (driver.State.Phase == JobPhase.Waiting)
        {
            Consider(driver, recount: true);
        }
    }

    private void OnSitesFreed(JobDriver driver)
    {
        if (driver.State.HasEnded)
        {
            lock (_lock)
            {
                // First there, then here no more: whoever looks for it in between finds it.
                Remember(driver);
                _running = [.. _running.Where(other => other != driver)];
            }
        }

        ConsiderAll(recount: driver.State.Current is null);
    }

    private void OnRevoked(SiteId site)
    {
        _availability.Forget(site);
        foreach (var driver in _running)
        {
            try
            {
                driver.Post(new JobEvent.SiteRevoked(site));
            }
            catch (Exception exception) when (StorageErrors.IsStorage(exception))
            {
                // The membership has ended all the same, and with it the site's calls: this round will miss it when its lease ends.
                RevocationFailed(_logger, exception, driver.State.Id, site);
                _services.Storage.Note($"{driver.State.Id} still waits for {site}, which was revoked: {exception.Message}");
            }
        }
    }

    [LoggerMessage(EventId = 2101, Level = LogLevel.Information, Message = "{Job} ({Name}) was submitted")]
    private static partial void Submitted(ILogger logger, JobId job, string name);

    [LoggerMessage(EventId = 2102, Level = LogLevel.Error, Message = "{Job} cannot be read by this version and is left alone: {Problems}")]
    private static partial void JobUnreadable(ILogger logger, JobId job, string problems);

    [LoggerMessage(EventId = 2103, Level = LogLevel.Error, Message = "{Job}: whether a round can be opened could not be stored")]
    private static partial void OpeningFailed(ILogger logger, Exception exception, JobId job);

    [LoggerMessage(EventId = 2104, Level = LogLevel.Error, Message = "{Job}: that {Site} was revoked could not be stored")]
    private static partial void RevocationFailed(ILogger logger, Exception exception, JobId job, SiteId site);
}
