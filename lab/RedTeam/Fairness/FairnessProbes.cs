using FederatedSecure.Lab.RedTeam.Probes;

namespace FederatedSecure.Lab.RedTeam.Fairness;

/// <summary>The probes of this class, in the order of the report.</summary>
internal static class FairnessProbes
{
    public static IReadOnlyList<Probe> All { get; } = [];
}
