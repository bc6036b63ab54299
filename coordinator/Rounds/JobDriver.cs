using System.Threading.Channels;
using FederatedSecure.Coordinator.Storage;
using FederatedSecure.Rounds.Machine;

namespace FederatedSecure.Coordinator.Rounds;

/// <summary>
/// Runs one job: takes events one at a time, stores each before anything follows from it, and performs the effects.
/// </summary>
internal sealed partial class JobDriver : IAsyncDisposable
{
    private static readonly TimeSpan StorageRetry = TimeSpan.FromSeconds(10);
    private readonly Lock _lock = new();
    private readonly JobServices _services;
    private readonly ILogger _logger;
    private readonly ITimer _timer;
    private readonly Channel<JobEffect> _effects = Channel.CreateUnbounded<JobEffect>(new UnboundedChannelOptions { SingleReader = true });
    private readonly CancellationTokenSource _stopping = new();
    private readonly Task _performing;
    private volatile JobState _state;
    private TaskCompletionSource _changed = NewSignal();
    private CancellationTokenSource? _underWay;
    private int _sequence;

    /// <param name="state">Where the job is.</param>
    /// <param name="sequence">Number of events stored so far.</param>
    /// <param name="submittedAt">Seconds since the epoch.</param>
    /// <param name="services">What the driver works with.</param>
    /// <param name="logger">Where it logs.</param>
    public JobDriver(JobState state, int sequence, long submittedAt, JobServices services, ILogger logger)
    {
        (_state, _sequence, SubmittedAt, _services, _logger) = (state, sequence, submittedAt, services, logger);
        _timer = services.Clock.Time.CreateTimer(_ => OnTimer(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        foreach (var effect in RoundMachine.Pending(state))
        {
            _effects.Writer.TryWrite(effect);
        }

        // An ended job has nothing to perform any more.
        _performing = state.HasEnded ? Task.CompletedTask : Task.Run(PerformAllAsync);
    }

    /// <summary>Raised when time alone could change something.</summary>
    public event Action<JobDriver>? TimePassed;

    /// <summary>Raised after sites have become free, or the job could use sites again.</summary>
    public event Action<JobDriver>? SitesFreed;

    /// <summary>What is known of the job now.</summary>
    public JobState State => _state;

    /// <summary>Seconds since the epoch, for display.</summary>
    public long SubmittedAt { get; }

    /// <summary>Ends with the next change of the state.</summary>
    public Task Changed => Volatile.Read(ref _changed).Task;

    /// <summary>Starts to watch the time. Call after the events have their handlers.</summary>
    public void Start()
    {
        lock (_lock)
        {
            Schedule();
        }
    }

    /// <summary>Takes an event into account: stored when this returns, its effects under way.</summary>
    /// <exception cref="IOException">It could not be stored, and then it did not happen.</exception>
    /// <exception cref="Microsoft.Data.Sqlite.SqliteException">The same.</exception>
    public Transition Post(JobEvent @event)
    {
        JobState before;
        Transition transition;
        lock (_lock)
        {
            before = _state;
            var now = _services.Clock.Now;
            transition = RoundMachine.Apply(before, @event, now);
            if (ReferenceEquals(transition.State, before))
            {
                Schedule();
                return transition;
            }

            var after = transition.State;
            _services.Store.Append(before.Id, _sequence, now, @event, after.HasEnded ? RoundRecords.Summary(after, SubmittedAt) : null, IsCandidate(after, @event));
            _sequence++;
            _state = after;
            Log(before, after);
            if (after.Phase == JobPhase.Cancelled)
            {
                // Nobody needs the model that is being made.
                _underWay?.Cancel();
            }

            foreach (var effect in transition.Effects)
            {
                _effects.Writer.TryWrite(effect);
            }

            if (after.HasEnded)
            {
                _effects.Writer.TryComplete();
            }

            Schedule();
            Interlocked.Exchange(ref _changed, NewSignal()).SetResult();
        }

        if (OpenSites(transition.State) < OpenSites(before))
        {
            SitesFreed?.Invoke(this);
        }

        return transition;
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

    private static bool IsCandidate(JobState state, JobEvent @event) =>
        @event is JobEvent.ModelPublished published && state.Spec.Release?.Judges(published.Round, state.Spec.Rounds) == true;

    private static TaskCompletionSource NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>How many sites the job keeps busy; one more while it lasts, so that its own end counts as well.</summary>
    private static int OpenSites(JobState state) => state.Current is { } round ? 1 + round.Sites.Values.Count(site => site.IsOpen) : 0;

    private void OnTimer()
    {
        try
        {
            TimePassed?.Invoke(this);
        }
        catch (Exception exception) when (StorageErrors.IsStorage(exception))
        {
            // An event that could not be stored did not happen; time brings it again.
            TickFailed(_logger, exception, _state.Id);
            _services.Storage.Note($"The passing of time could not be stored for {_state.Id}: {exception.Message}");
            _timer.Change(StorageRetry, Timeout.InfiniteTimeSpan);
        }
    }

    private void Schedule()
    {
        if (RoundMachine.NextDue(_state) is not { } due)
        {
            _timer.Change(Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
            return;
        }

        // A millisecond late rather than early, so that what is due is due when the timer rings.
        var wait = due - _services.Clock.Now + TimeSpan.FromMilliseconds(1);
        _timer.Change(wait > TimeSpan.FromMilliseconds(1) ? wait : TimeSpan.FromMilliseconds(1), Timeout.InfiniteTimeSpan);
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
}
