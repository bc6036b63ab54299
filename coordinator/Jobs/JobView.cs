using FederatedSecure.Coordinator.Rounds;
using FederatedSecure.Protos.V1;
using FederatedSecure.Rounds.Machine;

namespace FederatedSecure.Coordinator.Jobs;

/// <summary>
/// What one watcher has seen of a job. Records are immutable and compared by reference, so that a change in a job of a thousand
/// rounds costs the watcher one record, not a thousand.
/// </summary>
internal sealed class JobView(JobDriver driver, JobStore store, CoordinatorClock clock)
{
    private readonly List<EvaluationSum?> _evaluations = [];
    private (RoundState Round, long BytesDown)? _open;

    /// <summary>The job as it is now, and the records that changed since the last time.</summary>
    public WatchJobResponse Changes()
    {
        var state = driver.State;
        var response = new WatchJobResponse { Job = RoundRecords.Summary(state, driver.SubmittedAt) };
        var traffic = store.Traffic(state.Id);
        for (var i = 0; i < state.Records.Count; i++)
        {
            var record = state.Records[i];
            var evaluation = record.Model is null ? null : state.Evaluations.GetValueOrDefault(record.Round);
            if (i == _evaluations.Count)
            {
                _evaluations.Add(evaluation);
            }
            else if (ReferenceEquals(_evaluations[i], evaluation))
            {
                // An ended attempt changes no more but for the evaluations of its model.
                continue;
            }

            _evaluations[i] = evaluation;
            response.Rounds.Add(RoundRecords.Ended(state, record, traffic.GetValueOrDefault((record.Round, record.Attempt))));
        }

        if (RoundRecords.OpenRound(state) is { } round)
        {
            var bytesDown = traffic.GetValueOrDefault((round.Round, round.Attempt));
            if (_open is not var (seen, seenBytes) || !ReferenceEquals(seen, round) || seenBytes != bytesDown)
            {
                _open = (round, bytesDown);
                response.Rounds.Add(RoundRecords.Open(state, round, clock.Now, bytesDown));
            }
        }

        return response;
    }
}
