using System.Collections.Immutable;
using FederatedSecure.Assurance.Gates;
using FederatedSecure.Assurance.Reports;

namespace FederatedSecure.Lab.RedTeam.Reports.Findings;

/// <summary>What somebody has to act on.</summary>
/// <param name="Severity">How much it matters.</param>
/// <param name="Subject">The figure or probe.</param>
/// <param name="Row">The gate's row behind it.</param>
/// <param name="Probe">The probe that measured it; null where none did.</param>
/// <param name="Evidence">Why, as a sentence.</param>
/// <param name="Advice">What to do.</param>
/// <param name="Reproduce">The command that shows it again.</param>
/// <param name="Taxa">What it stands for in public catalogues.</param>
internal sealed record Finding(
    Severity Severity, string Subject, GateRow Row, ProbeReport? Probe, string Evidence, string Advice, string Reproduce, ImmutableArray<string> Taxa);
