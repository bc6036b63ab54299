namespace FederatedSecure.Rounds.Jobs;

/// <summary>Who can read a site's update.</summary>
public enum Protection
{
    /// <summary>The coordinator can. For research, and for sites that trust the coordinator.</summary>
    Plain = 1,

    /// <summary>Nobody can: only sums over buckets of sites are opened, and only when enough share holders agree.</summary>
    Encrypted,
}
