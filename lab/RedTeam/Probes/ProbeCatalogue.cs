using FederatedSecure.Lab.RedTeam.Backdoors;
using FederatedSecure.Lab.RedTeam.Defences;
using FederatedSecure.Lab.RedTeam.Drift;
using FederatedSecure.Lab.RedTeam.Evasion;
using FederatedSecure.Lab.RedTeam.Evasion.BlackBox;
using FederatedSecure.Lab.RedTeam.Extraction;
using FederatedSecure.Lab.RedTeam.Fairness;
using FederatedSecure.Lab.RedTeam.Privacy;
using FederatedSecure.Lab.RedTeam.Privacy.Inversion;
using FederatedSecure.Lab.RedTeam.Utility;

namespace FederatedSecure.Lab.RedTeam.Probes;

/// <summary>Every probe there is.</summary>
internal static class ProbeCatalogue
{
    public static IReadOnlyList<Probe> All { get; } =
    [
        .. UtilityProbes.All,
        .. EvasionProbes.All,
        .. BlackBoxProbes.All,
        .. BackdoorProbes.All,
        .. PrivacyProbes.All,
        .. InversionProbes.All,
        .. ExtractionProbes.All,
        .. DefenceProbes.All,
        .. FairnessProbes.All,
        .. DriftProbes.All,
    ];
}
