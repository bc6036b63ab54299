using System.Collections.Immutable;
using FederatedSecure.Assurance.Gates;
using FederatedSecure.Assurance.Measurements;
using FederatedSecure.Assurance.Reports;
using FederatedSecure.Lab.RedTeam.Reports.Findings;

namespace FederatedSecure.Lab.RedTeam.Reports;

/// <summary>All that the files of a run are made from. The same inputs give the same files.</summary>
/// <param name="Report">What was found.</param>
/// <param name="Gate">What the gate says of it; null where there is no gate.</param>
/// <param name="Pictures">Adversarial and rebuilt inputs by probe.</param>
/// <param name="Command">The command line that gave the report, without what says where the files go.</param>
/// <param name="ExitCode">How the command ends.</param>
internal sealed record ReportInputs(
    AssuranceReport Report, GateResult? Gate, ImmutableDictionary<string, ImmutableArray<Picture>> Pictures, string Command, int ExitCode)
{
    /// <summary>What somebody has to act on, the worst first.</summary>
    public ImmutableArray<Finding> Findings { get; } = FindingList.Of(Report, Gate, Command);

    /// <summary>The command that runs one probe again, alone.</summary>
    public string Reproduce(string probe) => FindingList.Reproduce(Command, probe);
}
