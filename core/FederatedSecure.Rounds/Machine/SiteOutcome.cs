namespace FederatedSecure.Rounds.Machine;

/// <summary>What became of a site in a round.</summary>
public enum SiteOutcome
{
    /// <summary>Has been selected and has not answered yet.</summary>
    Invited = 1,

    /// <summary>Has accepted and is at work.</summary>
    Working,

    /// <summary>Its update (or evaluation) is there.</summary>
    Reported,

    /// <summary>Gave no sign of life, or was not ready in time.</summary>
    Late,

    /// <summary>Its own policy said no.</summary>
    Refused,

    /// <summary>It failed, or what it sent was not acceptable.</summary>
    Failed,

    /// <summary>The coordinator leaves it out.</summary>
    Quarantined,

    /// <summary>Enough others had reported before it did.</summary>
    NotNeeded,

    /// <summary>It reported, but the bucket that it was in could not be opened.</summary>
    Dropped,
}
