using System.Threading.Channels;
using FederatedSecure.Coordinator.Health;
using FederatedSecure.Coordinator.Storage;
using FederatedSecure.Coordinator.Updates;
using FederatedSecure.Rounds;
using FederatedSecure.Rounds.Machine;

namespace FederatedSecure.Coordinator.Rounds;

/// <summary>
/// Runs one job: takes events one at a time, stores each before anything follows from it, and performs the effects.
/// </summary>
internal sealed partial class JobDriver : IAsyncDisposable
{
    private static readonly TimeSpan StorageRetry = TimeSpan.FromSeconds(10);
    private readonly Lock _lock = new();
    private readonly JobStore _store;
    private readonly CoordinatorClock _clock;
    private readonly RoundAggregator _aggregator;
    private readonly UpdateSpool _spool;
    private readonly StorageProblem _storage;
    private readonly ILogger _logger;
    private readonly ITimer _timer;
    private readonly Channel<JobEffect> _effects = Channel.CreateUnbounded<JobEffect>(new UnboundedChannelOptions { SingleReader = true });
    private readonly CancellationTokenSource _stopping = new();
    private readonly Task _performing;
    private volatile JobState _state;
    private TaskCompletionSource _changed = NewSignal();
    private int _sequence;

    public JobDriver(
        JobState state,
        int sequence,
        long submittedAt,
        JobStore store,
        CoordinatorClock clock,
        RoundAggregator aggregator,
        UpdateSpool spool,
        StorageProblem storage,
        ILogger logger)
    {
        (_state, _sequence, SubmittedAt) = (state, sequence, submittedAt);
        (_store, _clock, _aggregator, _spool, _storage, _logger) = (store, clock, aggregator, spool, storage, logger);
        _timer = clock.Time.CreateTimer(_ => TimePassed?.Invoke(this), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        foreach (var effect in RoundMachine.Pending(state))
        {
            _effects.Writer.TryWrite(effect);
        }

        _performing = Task.Run(PerformAsync);
    }

    /// <summary>Raised when time alone could change something.</summary>
    public event Action<JobDriver>? TimePassed;

    /// <summary>Raised after an attempt's updates were aggregated: its sites are free, and the next round may open.</summary>
    public event Action<JobDriver>? Published;

    /// <summary>What is known of the job now.</summary>
    public JobState State => _state;

    /// <summary>Seconds since the epoch, for display.</summary>
    public long SubmittedAt { get; }

    /// <summary>Ends with the next change of the state.</summary>
    public Task Changed => Volatile.Read(ref _changed).Task;

    /// <summary>Starts to watch the time. Call after <see cref="TimePassed"/> has its handler.</summary>
    public void Start()
    {
        lock (_lock)
        {
            Schedule();
        }
    }

    /// <summary>Takes an event into account: stored when this returns, its effects under way.</summary>
    /// <exception cref="IOException">It could not be stored, and then it did not happen.</exception>
    public Transition Post(JobEvent @event)
    {
        lock (_lock)
        {
            var now = _clock.Now;
            var before = _state;
            var transition = RoundMachine.Apply(before, @event, now);
            if (ReferenceEquals(transition.State, before))
            {
                Schedule();
                return transition;
            }

            _store.Append(before.Id, _sequence, now, @event);
            _sequence++;
            _state = transition.State;
            Log(before, transition.State);
            foreach (var effect in transition.Effects)
            {
                _effects.Writer.TryWrite(effect);
            }

            Schedule();
            Interlocked.Exchange(ref _changed, NewSignal()).SetResult();
            return transition;
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _timer.DisposeAsync();
        _effects.Writer.TryComplete();
        await _stopping.CancelAsync();
        await _performing;
        _stopping.Dispose();
    }

    private static TaskCompletionSource NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    private void Schedule()
    {
        if (RoundMachine.NextDue(_state) is not { } due)
        {
            _timer.Change(Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
            return;
        }

        // A millisecond late rather than early, so that what is due is due when the timer rings.
        var wait = due - _clock.Now + TimeSpan.FromMilliseconds(1);
        _timer.Change(wait > TimeSpan.FromMilliseconds(1) ? wait : TimeSpan.FromMilliseconds(1), Timeout.InfiniteTimeSpan);
    }

    private async Task PerformAsync()
    {
        await foreach (var effect in _effects.Reader.ReadAllAsync(CancellationToken.None))
        {
            if (_stopping.IsCancellationRequested)
            {
                // What was not performed is pending again at the next start.
                return;
            }

            try
            {
                await PerformAsync(effect);
            }
            catch (OperationCanceledException)
            {
                return;
            }
            catch (Exception exception) when (exception is not OutOfMemoryException)
            {
                EffectFailed(_logger, exception, _state.Id, effect.GetType().Name);
                if (effect is JobEffect.Aggregate aggregate)
                {
                    Post(new JobEvent.AggregationFailed(aggregate.Plan.Round, aggregate.Plan.Attempt, exception.Message));
                }
            }
        }
    }

    private async Task PerformAsync(JobEffect effect)
    {
        switch (effect)
        {
            case JobEffect.Aggregate aggregate:
                await AggregateAsync(aggregate);
                break;
            case JobEffect.DiscardUpdates discard:
                _spool.Discard(discard.Plan);
                break;
            default:
                throw new ArgumentException($"Nobody knows how to perform a {effect.GetType().Name}.", nameof(effect));
        }
    }

    private async Task AggregateAsync(JobEffect.Aggregate effect)
    {
        while (_state.CurrentKey == effect.Plan && _state.Phase == JobPhase.Aggregating)
        {
            try
            {
                Post(_aggregator.Aggregate(_state, effect, _stopping.Token));
                _storage.Text = null;
                Published?.Invoke(this);
                return;
            }
            catch (IOException exception) when (StorageErrors.IsFull(exception))
            {
                // Nothing is lost: the updates stay in the spool, and the round goes on when there is room again.
                _storage.Text = $"The disk is full, and {effect.Plan} waits for room.";
                StorageFull(_logger, effect.Plan);
                await Task.Delay(StorageRetry, _clock.Time, _stopping.Token);
            }
        }
    }

    private void Log(JobState before, JobState after)
    {
        if (after.Records.Count > before.Records.Count)
        {
            var record = after.Records[^1];
            RoundEnded(_logger, after.Id, record.Round, record.Attempt, record.Outcome, record.Reason);
        }

        if (after.Phase != before.Phase)
        {
            PhaseChanged(_logger, after.Id, after.Phase, after.Current?.Round ?? after.PublishedRounds, after.Reason);
        }
    }

    [LoggerMessage(EventId = 2001, Level = LogLevel.Information, Message = "{Job} is {Phase}, round {Round} {Reason}")]
    private static partial void PhaseChanged(ILogger logger, JobId job, JobPhase phase, int round, string reason);

    [LoggerMessage(EventId = 2002, Level = LogLevel.Information, Message = "{Job} round {Round} attempt {Attempt}: {Outcome} {Reason}")]
    private static partial void RoundEnded(ILogger logger, JobId job, int round, int attempt, RoundOutcome outcome, string reason);

    [LoggerMessage(EventId = 2003, Level = LogLevel.Error, Message = "{Job}: {Effect} failed")]
    private static partial void EffectFailed(ILogger logger, Exception exception, JobId job, string effect);

    [LoggerMessage(EventId = 2004, Level = LogLevel.Error, Message = "The disk is full; {Plan} waits for room")]
    private static partial void StorageFull(ILogger logger, PlanKey plan);
}
