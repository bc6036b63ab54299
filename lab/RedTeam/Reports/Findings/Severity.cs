namespace FederatedSecure.Lab.RedTeam.Reports.Findings;

/// <summary>How much a finding matters.</summary>
internal enum Severity
{
    /// <summary>A demand of the gate is not met.</summary>
    High,

    /// <summary>A demand of the gate could not be judged, since its figure means nothing, or a probe broke off.</summary>
    Medium,

    /// <summary>More samples decide.</summary>
    Low,
}
