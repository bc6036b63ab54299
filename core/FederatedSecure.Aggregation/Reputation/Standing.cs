namespace FederatedSecure.Aggregation.Reputation;

/// <summary>What a federation makes of a site. Stored by name: do not rename.</summary>
public enum Standing
{
    /// <summary>Nothing against it.</summary>
    Good,

    /// <summary>It stood out in the last window. It takes part all the same: one window is no proof.</summary>
    Suspected,

    /// <summary>It stood out in consecutive windows and is left out for a time; it comes back by itself.</summary>
    Quarantined,

    /// <summary>It pulled against the others, or far beyond them, in consecutive windows, and is left out until the operator pardons it.</summary>
    Excluded,

    /// <summary>The operator vouches for it: it takes part whatever the scores say. They are still reported.</summary>
    Pardoned,
}
