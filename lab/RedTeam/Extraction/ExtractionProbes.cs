using FederatedSecure.Lab.RedTeam.Probes;

namespace FederatedSecure.Lab.RedTeam.Extraction;

/// <summary>The probes of this class, in the order of the report.</summary>
internal static class ExtractionProbes
{
    public static IReadOnlyList<Probe> All { get; } = [new ExtractionProbe(), new EquationSolvingProbe()];
}
