using FederatedSecure.Assurance.Gates;
using FederatedSecure.Assurance.Reports;

namespace FederatedSecure.Lab.RedTeam.Commands;

/// <summary>Verdicts on the console.</summary>
internal static class VerdictPrint
{
    /// <summary>One line for each row that is not PASS, then the verdict.</summary>
    public static void Write(TextWriter output, AssuranceReport report, GateResult? gate)
    {
        foreach (var row in (gate?.Rows ?? []).Where(row => row.Verdict != Verdict.Pass).OrderBy(row => Rank(row.Verdict)))
        {
            output.WriteLine($"{row.Verdict.Name(),-12} {row.Words}");
        }

        if (gate is not null)
        {
            output.WriteLine($"{gate.Verdict.Name(),-12} {gate.Summary}");
            return;
        }

        foreach (var probe in report.Probes.Where(probe => probe.Outcome == ProbeOutcome.Failed))
        {
            output.WriteLine($"{Verdict.Invalid.Name(),-12} The probe {probe.Id} broke off: {probe.Reason}");
        }

        output.WriteLine("No gate was asked: the figures stand for themselves.");
    }

    private static int Rank(Verdict verdict) => verdict switch { Verdict.Fail => 0, Verdict.Invalid => 1, Verdict.Inconclusive => 2, _ => 3 };
}
