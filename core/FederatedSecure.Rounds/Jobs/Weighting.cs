namespace FederatedSecure.Rounds.Jobs;

/// <summary>What a site's update counts in the mean.</summary>
public enum Weighting
{
    /// <summary>As much as it has training records.</summary>
    Examples,

    /// <summary>As much as every other's.</summary>
    Uniform,
}
