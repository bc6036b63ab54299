using FederatedSecure.Lab.RedTeam.Probes;

namespace FederatedSecure.Lab.RedTeam.Fairness;

/// <summary>The probes of this class, in the order of the report.</summary>
internal static class FairnessProbes
{
    public static IReadOnlyList<Probe> All { get; } = [new GroupFairnessProbe(), new InequalityProbe(), new ReweighingProbe()];

    /// <summary>Why fairness cannot be looked at; null if it can.</summary>
    public static string? NoGroups(ProbeSubject subject) => subject.Test.Protected.IsEmpty
        ? "the test data have no protected column: name one in the schema (docs/data-files.md)"
        : null;
}
