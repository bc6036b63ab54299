using System.Collections.Immutable;
using FederatedSecure.Assurance.Gates;
using FederatedSecure.Assurance.Reports;

namespace FederatedSecure.Lab.RedTeam.Reports.Findings;

/// <summary>Makes findings of a gate's rows.</summary>
internal static class FindingList
{
    /// <summary>The rows that are not good, the worst first; of a run without gate, the probes that broke off.</summary>
    public static ImmutableArray<Finding> Of(AssuranceReport report, GateResult? gate, string command)
    {
        // Without a gate nothing is demanded but that every probe comes to an end: a gate of no rules says just that.
        var rows = gate?.Rows ?? new Gate("none", []).Judge(report).Rows;
        return
        [
            .. rows.Select(row => (Row: row, Severity: SeverityOf(row.Verdict)))
                .Where(entry => entry.Severity is not null)
                .Select(entry => Make(report, entry.Row, entry.Severity!.Value, command))
                .OrderBy(finding => finding.Severity),
        ];
    }

    /// <summary>The command that runs one probe again, alone. Its seed follows from the run's and its name, so it finds the same.</summary>
    public static string Reproduce(string command, string probe) => $"{command} --only {probe}";

    private static Severity? SeverityOf(Verdict verdict) => verdict switch
    {
        Verdict.Fail => Severity.High,
        Verdict.Invalid => Severity.Medium,
        Verdict.Inconclusive => Severity.Low,
        _ => null,
    };

    private static Finding Make(AssuranceReport report, GateRow row, Severity severity, string command)
    {
        var probe = row.Measurement is { } measurement
            ? report.Probes.FirstOrDefault(probe => probe.Measurements.Contains(measurement))
            : report.Probes.FirstOrDefault(probe => probe.Id == row.Subject);
        return new Finding(
            severity, row.Subject, row, probe, row.Words, Advice.Of(severity, probe), probe is null ? command : Reproduce(command, probe.Id), probe?.Taxa ?? []);
    }
}
