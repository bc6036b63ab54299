namespace FederatedSecure.Lab.RedTeam.Evasion;

/// <summary>How the size of a perturbation is measured.</summary>
internal enum Norm
{
    /// <summary>The largest change of a feature.</summary>
    Linf,

    /// <summary>The Euclidean length.</summary>
    L2,

    /// <summary>The sum of absolute changes.</summary>
    L1,
}
