using FederatedSecure.Lab.RedTeam.Probes;

namespace FederatedSecure.Lab.RedTeam.Defences;

/// <summary>The probes of this class, in the order of the report.</summary>
internal static class DefenceProbes
{
    public static IReadOnlyList<Probe> All { get; } = [];
}
