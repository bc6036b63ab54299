using FederatedSecure.Lab.RedTeam.Probes;

namespace FederatedSecure.Lab.RedTeam.Evasion;

/// <summary>The probes of this class, in the order of the report.</summary>
internal static class EvasionProbes
{
    public static IReadOnlyList<Probe> All { get; } = [];
}
