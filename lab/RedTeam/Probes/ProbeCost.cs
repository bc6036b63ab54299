namespace FederatedSecure.Lab.RedTeam.Probes;

/// <summary>From which profile on a probe runs.</summary>
internal enum ProbeCost
{
    /// <summary>Seconds: in every profile.</summary>
    Quick,

    /// <summary>Up to a few minutes.</summary>
    Standard,

    /// <summary>Many minutes: trains shadow models or asks thousands of queries a record.</summary>
    Full,
}
