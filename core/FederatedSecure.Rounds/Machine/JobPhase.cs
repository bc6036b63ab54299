namespace FederatedSecure.Rounds.Machine;

/// <summary>Where a job stands.</summary>
public enum JobPhase
{
    /// <summary>Waits for enough sites to open a round.</summary>
    Waiting = 1,

    /// <summary>A round collects updates.</summary>
    Collecting,

    /// <summary>A round's updates are being aggregated.</summary>
    Aggregating,

    /// <summary>The sites evaluate the last model.</summary>
    Evaluating,

    /// <summary>All rounds are published.</summary>
    Completed,

    /// <summary>Ended early.</summary>
    Failed,

    /// <summary>Cancelled by the operator.</summary>
    Cancelled,

    /// <summary>A round's updates are in; the share holders are asked to open their sums.</summary>
    Unmasking,
}
