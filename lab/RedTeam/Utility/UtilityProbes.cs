using FederatedSecure.Lab.RedTeam.Probes;

namespace FederatedSecure.Lab.RedTeam.Utility;

/// <summary>The probes of this class, in the order of the report.</summary>
internal static class UtilityProbes
{
    public static IReadOnlyList<Probe> All { get; } = [new CleanProbe()];
}
