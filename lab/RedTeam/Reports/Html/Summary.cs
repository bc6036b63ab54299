using System.Globalization;
using FederatedSecure.Assurance.Gates;
using FederatedSecure.Assurance.Measurements;
using FederatedSecure.Assurance.Reports;

namespace FederatedSecure.Lab.RedTeam.Reports.Html;

/// <summary>Five sentences for who decides, without a term of the field.</summary>
internal static class Summary
{
    public static IEnumerable<string> Sentences(ReportInputs inputs)
    {
        var report = inputs.Report;
        yield return Clean(report);
        yield return Evasion(report);
        yield return Privacy(report);
        yield return Reliability(report);
        yield return Next(inputs);
    }

    private static string Clean(AssuranceReport report) =>
        report.AllMeasurements.FirstOrDefault(figure => figure is { Id: "utility.clean.accuracy", Problem: null }) is { } clean
            ? Invariant($"On {clean.Samples:N0} records that it had not seen, the model answers {Figures.Percent(clean.Value)} rightly when nobody interferes.")
            : "How well the model answers when nobody interferes was not measured.";

    private static string Evasion(AssuranceReport report)
    {
        var worst = Good(report, ProbeClass.Evasion).Where(figure => figure.Id.EndsWith(".accuracy", StringComparison.Ordinal)).MinBy(figure => figure.Value);
        return worst is null
            ? "Whether somebody can fool it with changed inputs was not measured."
            : $"When somebody changes the inputs to fool it, {Figures.Percent(worst.Value)} of its answers stay right under the strongest attack tried ({Name(worst)}).";
    }

    private static string Privacy(AssuranceReport report)
    {
        var worst = Good(report, ProbeClass.Privacy).Where(figure => figure.Id.EndsWith(".auc", StringComparison.Ordinal)).MaxBy(figure => figure.Value);
        return worst is null
            ? "What it gives away about the people in its training data was not measured."
            : Invariant($"Asked who was in its training data, an attacker is right in {Figures.Percent(worst.Value)} of pairs of one who was and one who was not; guessing gives 50 % ({Name(worst)}).");
    }

    private static string Reliability(AssuranceReport report)
    {
        var failed = report.Probes.Count(probe => probe.Outcome == ProbeOutcome.Failed);
        var skipped = report.Probes.Count(probe => probe.Outcome == ProbeOutcome.Skipped);
        var ran = report.Probes.Length - failed - skipped;
        var empty = report.AllMeasurements.Count(figure => figure.Problem is not null);
        return Invariant($"{ran} probes ran, {failed} broke off and {skipped} were left out; {empty} of {report.AllMeasurements.Count()} figures mean nothing, and say why.{(report.Only is { } only ? $" The run was restricted to {only}." : "")}");
    }

    private static string Next(ReportInputs inputs) => inputs.Gate?.Verdict switch
    {
        null => "Nobody has said yet what is good enough: that takes a gate.",
        Verdict.Pass => "All that the gate demands is shown, also at the worse end of the uncertainty; what was not covered stays unknown.",
        Verdict.Fail => $"The first thing to act on: {inputs.Findings[0].Evidence}",
        _ => inputs.Findings.Length > 0 ? $"The first thing to settle: {inputs.Findings[0].Evidence}" : inputs.Gate!.Summary,
    };

    private static IEnumerable<Measurement> Good(AssuranceReport report, ProbeClass kind) =>
        report.Probes.Where(probe => probe.Class == kind).SelectMany(probe => probe.Measurements).Where(figure => figure.Problem is null);

    private static string Name(Measurement figure) => figure.Setting.Length == 0 ? figure.Id : $"{figure.Id}, {figure.Setting}";

    private static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
