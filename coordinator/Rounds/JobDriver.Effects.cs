using FederatedSecure.Coordinator.Storage;
using FederatedSecure.Rounds.Machine;

namespace FederatedSecure.Coordinator.Rounds;

internal sealed partial class JobDriver
{
    private async Task PerformAllAsync()
    {
        await foreach (var effect in _effects.Reader.ReadAllAsync(CancellationToken.None))
        {
            // What was not performed is pending again at the next start.
            if (_stopping.IsCancellationRequested)
            {
                return;
            }

            switch (effect)
            {
                case JobEffect.Aggregate aggregate:
                    await AggregateAsync(aggregate);
                    break;
                case JobEffect.DiscardUpdates discard:
                    CleanUp(nameof(JobEffect.DiscardUpdates), () => _services.Spool.Discard(discard.Plan));
                    break;
                default:
                    throw new InvalidOperationException($"Nobody knows how to perform a {effect.GetType().Name}.");
            }
        }
    }

    /// <summary>
    /// Makes the next model and publishes it. If there is no room, nothing is lost: the updates stay in the spool, and the round
    /// goes on when there is room again.
    /// </summary>
    private async Task AggregateAsync(JobEffect.Aggregate effect)
    {
        using var wanted = CancellationTokenSource.CreateLinkedTokenSource(_stopping.Token);
        lock (_lock)
        {
            if (_state.Phase != JobPhase.Aggregating || _state.CurrentKey != effect.Plan)
            {
                return;
            }

            _aggregation = wanted;
        }

        try
        {
            while (!TryAggregate(effect, wanted.Token))
            {
                await Task.Delay(StorageRetry, _services.Clock.Time, wanted.Token);
            }
        }
        catch (OperationCanceledException)
        {
            // Cancelled by the operator, or the coordinator stops.
        }
        finally
        {
            lock (_lock)
            {
                _aggregation = null;
            }
        }
    }

    private bool TryAggregate(JobEffect.Aggregate effect, CancellationToken wanted)
    {
        try
        {
            Post(Aggregate(effect, wanted));
            _services.Storage.Solved();
            var state = _state;
            CleanUp(nameof(_services.OptimizerStates), () => _services.OptimizerStates.KeepOnly(state.Id, state.HasEnded ? null : state.OptimizerState));
            return true;
        }
        catch (Exception exception) when (StorageErrors.IsStorage(exception))
        {
            EffectWaits(_logger, effect.Plan, exception.Message);
            _services.Storage.Note($"{effect.Plan} waits to be stored: {exception.Message}");
            return false;
        }
    }

    /// <summary>The event that tells how it went. What will not go better next time ends the attempt; a full disk does not.</summary>
    private JobEvent Aggregate(JobEffect.Aggregate effect, CancellationToken wanted)
    {
        try
        {
            return _services.Aggregator.Aggregate(_state, effect, wanted);
        }
        catch (Exception exception) when (exception is not OperationCanceledException && !StorageErrors.IsFull(exception))
        {
            EffectFailed(_logger, exception, _state.Id, nameof(JobEffect.Aggregate));
            return new JobEvent.AggregationFailed(effect.Plan.Round, effect.Plan.Attempt, exception.Message);
        }
    }

    /// <summary>Throws something away. If that fails it costs room until the next start, which does it again.</summary>
    private void CleanUp(string what, Action work)
    {
        try
        {
            work();
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            EffectFailed(_logger, exception, _state.Id, what);
        }
    }
}
