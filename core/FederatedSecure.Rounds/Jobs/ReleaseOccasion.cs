namespace FederatedSecure.Rounds.Jobs;

/// <summary>Which rounds' models become candidates.</summary>
public enum ReleaseOccasion
{
    /// <summary>The last round's.</summary>
    Last,

    /// <summary>Every round's.</summary>
    Every,
}
