using FederatedSecure.Coordinator.Storage;
using FederatedSecure.Rounds;
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
                    await PerformAsync(aggregate.Plan, JobPhase.Aggregating, wanted => _services.Aggregator.Aggregate(_state, aggregate, wanted));
                    break;
                case JobEffect.OpenBuckets open:
                    await PerformAsync(open.Plan, JobPhase.Unmasking, wanted => _services.Opening.Open(_state, open, wanted));
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
    /// Does the work of a phase and posts what came of it. If there is no room, nothing is lost: the updates stay in the spool, and
    /// the round goes on when there is room again.
    /// </summary>
    private async Task PerformAsync(PlanKey plan, JobPhase phase, Func<CancellationToken, JobEvent> work)
    {
        using var wanted = CancellationTokenSource.CreateLinkedTokenSource(_stopping.Token);
        lock (_lock)
        {
            if (_state.Phase != phase || _state.CurrentKey != plan)
            {
                return;
            }

            _underWay = wanted;
        }

        try
        {
            while (!TryPerform(plan, work, wanted.Token))
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
                _underWay = null;
            }
        }
    }

    private bool TryPerform(PlanKey plan, Func<CancellationToken, JobEvent> work, CancellationToken wanted)
    {
        try
        {
            Post(Result(plan, work, wanted));
            _services.Storage.Solved();
            var state = _state;
            CleanUp(nameof(_services.OptimizerStates), () => _services.OptimizerStates.KeepOnly(state.Id, state.HasEnded ? null : state.OptimizerState));
            return true;
        }
        catch (Exception exception) when (StorageErrors.IsStorage(exception))
        {
            EffectWaits(_logger, plan, exception.Message);
            _services.Storage.Note($"{plan} waits to be stored: {exception.Message}");
            return false;
        }
    }

    /// <summary>The event that tells how it went. What will not go better next time ends the attempt; a full disk does not.</summary>
    private JobEvent Result(PlanKey plan, Func<CancellationToken, JobEvent> work, CancellationToken wanted)
    {
        try
        {
            return work(wanted);
        }
        catch (Exception exception) when (exception is not OperationCanceledException && !StorageErrors.IsFull(exception))
        {
            EffectFailed(_logger, exception, _state.Id, _state.Phase.ToString());
            return new JobEvent.AggregationFailed(plan.Round, plan.Attempt, exception.Message);
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
