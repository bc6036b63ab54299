using FederatedSecure.Lab.RedTeam.Probes;

namespace FederatedSecure.Lab.RedTeam.Drift;

/// <summary>The probes of this class, in the order of the report.</summary>
internal static class DriftProbes
{
    public static IReadOnlyList<Probe> All { get; } = [];
}
