namespace FederatedSecure.Rounds.Jobs;

/// <summary>Who can read a site's update.</summary>
public enum Protection
{
    /// <summary>The coordinator can. For research, and for sites that trust the coordinator.</summary>
    Plain = 1,
}
