using System.Collections.Frozen;

namespace FederatedSecure.Rounds.Machine;

public static partial class RoundMachine
{
    /// <summary>Which phase may follow which.</summary>
    private static readonly FrozenDictionary<JobPhase, FrozenSet<JobPhase>> Successors = new Dictionary<JobPhase, JobPhase[]>
    {
        [JobPhase.Waiting] = [JobPhase.Collecting, JobPhase.Cancelled],
        [JobPhase.Collecting] = [JobPhase.Aggregating, JobPhase.Unmasking, JobPhase.Waiting, JobPhase.Failed, JobPhase.Cancelled],
        [JobPhase.Unmasking] = [JobPhase.Aggregating, JobPhase.Waiting, JobPhase.Completed, JobPhase.Failed, JobPhase.Cancelled],
        [JobPhase.Aggregating] = [JobPhase.Waiting, JobPhase.Evaluating, JobPhase.Completed, JobPhase.Failed, JobPhase.Cancelled],
        [JobPhase.Evaluating] = [JobPhase.Completed, JobPhase.Unmasking, JobPhase.Cancelled],
        [JobPhase.Completed] = [],
        [JobPhase.Failed] = [],
        [JobPhase.Cancelled] = [],
    }.ToFrozenDictionary(entry => entry.Key, entry => entry.Value.ToFrozenSet());

    private static JobState Move(JobState state, JobPhase phase, string reason = "") =>
        Successors[state.Phase].Contains(phase)
            ? state with { Phase = phase, Reason = reason }
            : throw new InvalidOperationException($"A job cannot go from {state.Phase} to {phase}.");
}
