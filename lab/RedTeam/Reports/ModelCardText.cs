using System.Text;
using FederatedSecure.Assurance.Gates;
using FederatedSecure.Assurance.Measurements;
using FederatedSecure.Assurance.Reports;

namespace FederatedSecure.Lab.RedTeam.Reports;

/// <summary>The part of a model card (Mitchell et al., FAT* 2019) that measurements can fill: metrics, groups, caveats. What the model is for stays to be written.</summary>
internal static class ModelCardText
{
    /// <summary>The file.</summary>
    public static string Of(ReportInputs inputs)
    {
        var report = inputs.Report;
        var card = new StringBuilder();
        void Line(string text = "") => card.Append(text).Append('\n');
        Line($"# Model card: {report.ModelName}");
        Line();
        Line("## Model");
        Line();
        Line($"- File: SHA-256 `{report.ModelDigest}`");
        Line($"- Specification: {(report.SpecDigest is { } spec ? $"SHA-256 `{spec}`" : "of another system, attacked as a black box")}");
        Line(report.ClaimedEpsilon is { } epsilon
            ? Invariant($"- Promise of its training: ({epsilon}, {report.ClaimedDelta})-differential privacy for a single record")
            : "- Promise of its training: none was given");
        Line();
        Line("## Intended use, and uses that it is not for");
        Line();
        Line("To be written by whoever releases the model.");
        Line();
        Line("## Evaluation");
        Line();
        Line(Invariant($"- Data: {report.DataName}, {report.DataRecords:N0} records, digest `{report.DataDigest}`"));
        Line(Invariant($"- Attack suite {report.ToolVersion}, profile {report.Profile}, seed {report.Seed}, {report.Started.UtcDateTime:yyyy-MM-dd}"));
        Line(inputs.Gate is { } gate ? $"- Gate {gate.Gate}: **{gate.Verdict.Name()}**. {gate.Summary}" : "- No gate was asked.");
        foreach (var kind in report.Probes.Where(probe => probe.Measurements.Length > 0).GroupBy(probe => probe.Class))
        {
            Line();
            Line($"### {kind.Key}");
            Line();
            Line("| figure | setting | value | 95 % interval | samples |");
            Line("|---|---|---|---|---|");
            foreach (var figure in kind.SelectMany(probe => probe.Measurements))
            {
                Line(figure.Problem is { } problem
                    ? $"| {figure.Id} | {Cell(figure.Setting)} | none: {Cell(problem)} | | |"
                    : Invariant($"| {figure.Id} | {Cell(figure.Setting)} | {Figures.Show(figure.Value)} | {Interval(figure)} | {figure.Samples:N0} |"));
            }
        }

        Line();
        Line("## Caveats");
        Line();
        foreach (var note in report.Notes.Concat(report.Probes.SelectMany(probe => probe.Notes)).Distinct(StringComparer.Ordinal))
        {
            Line($"- {note}");
        }

        foreach (var probe in report.Probes.Where(probe => probe.Outcome != ProbeOutcome.Ran))
        {
            Line($"- Not measured, {probe.Id}: {Cell(probe.Reason!)}.");
        }

        return card.ToString();
    }

    private static string Interval(Measurement figure) =>
        figure.Lower == figure.Upper ? "exact" : $"{Figures.Show(figure.Lower)} to {Figures.Show(figure.Upper)}";

    private static string Cell(string text) => text.Replace("|", "\\|", StringComparison.Ordinal).ReplaceLineEndings(" ");

    private static string Invariant(FormattableString text) => FormattableString.Invariant(text);
}
