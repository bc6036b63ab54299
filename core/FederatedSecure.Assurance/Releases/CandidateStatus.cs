namespace FederatedSecure.Assurance.Releases;

/// <summary>Where a candidate stands.</summary>
public enum CandidateStatus
{
    /// <summary>Reports are awaited.</summary>
    Waiting = 1,

    /// <summary>It passed: this is what users may get.</summary>
    Released,

    /// <summary>It is not to be used, with reasons. For good.</summary>
    Quarantined,
}
