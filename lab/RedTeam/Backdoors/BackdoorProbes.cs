using FederatedSecure.Lab.RedTeam.Backdoors.Activations;
using FederatedSecure.Lab.RedTeam.Backdoors.NeuralCleanse;
using FederatedSecure.Lab.RedTeam.Backdoors.Pruning;
using FederatedSecure.Lab.RedTeam.Backdoors.Strip;
using FederatedSecure.Lab.RedTeam.Backdoors.Triggers;
using FederatedSecure.Lab.RedTeam.Probes;

namespace FederatedSecure.Lab.RedTeam.Backdoors;

/// <summary>The probes of this class, in the order of the report.</summary>
internal static class BackdoorProbes
{
    public static IReadOnlyList<Probe> All { get; } =
    [
        new TriggerProbe(),
        new NeuralCleanseProbe(),
        new StripProbe(),
        new ActivationClusteringProbe(),
        new SpectralSignatureProbe(),
        new FinePruningProbe(),
    ];
}
