namespace FederatedSecure.Rounds.Machine;

/// <summary>What a site is asked to do.</summary>
public enum SiteTask
{
    /// <summary>Train and upload the difference to the global model.</summary>
    Train = 1,

    /// <summary>Evaluate the global model.</summary>
    Evaluate,

    /// <summary>Help to open the sums of the reports, as a share holder.</summary>
    Unmask,
}
