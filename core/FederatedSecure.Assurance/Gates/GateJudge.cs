using FederatedSecure.Assurance.Measurements;
using FederatedSecure.Assurance.Reports;

namespace FederatedSecure.Assurance.Gates;

/// <summary>Applies the rules of a gate to a report.</summary>
internal static class GateJudge
{
    internal static IEnumerable<GateRow> Rows(Gate gate, AssuranceReport report, AssuranceReport? baseline)
    {
        var failed = report.Probes.Where(probe => probe.Outcome == ProbeOutcome.Failed).ToList();
        foreach (var rule in gate.Rules)
        {
            if (baseline is null && rule is { NoWorseThanBaselineBy: not null, AtLeast: null, AtMost: null })
            {
                // One line says it for all figures that the rule may mean.
                var subject = Subject(rule.Measurement, rule.Setting);
                yield return new GateRow(rule, subject, Verdict.Skipped, $"{subject} is asked to be {rule.Demand}, but there is no earlier release to compare with.");
                continue;
            }

            var found = 0;
            foreach (var measurement in report.AllMeasurements.Where(measurement => Means(rule, measurement)))
            {
                found++;
                yield return Bounds.Judge(rule, measurement, Counterpart(rule, measurement, report, baseline));
            }

            if (found == 0)
            {
                yield return Absent(rule, report);
            }
        }

        // What broke off has no figures that a rule could find missing; a gate that looked away would count it as withstood.
        foreach (var probe in failed)
        {
            yield return new GateRow(null, probe.Id, Verdict.Invalid, $"The probe {probe.Id} broke off: {probe.Reason}");
        }
    }

    /// <summary>A figure's id with its setting.</summary>
    internal static string Subject(string id, string? setting) => string.IsNullOrEmpty(setting) ? id : $"{id} ({setting})";

    private static bool Means(GateRule rule, Measurement measurement) =>
        Wildcard.Matches(rule.Measurement, measurement.Id) && (rule.Setting is null || Wildcard.Matches(rule.Setting, measurement.Setting));

    private static GateRow Absent(GateRule rule, AssuranceReport report)
    {
        var subject = Subject(rule.Measurement, rule.Setting);
        // Why, as far as it can be told: what did not run and may have measured it.
        var silent = report.Probes.Where(probe => probe.Outcome != ProbeOutcome.Ran && MayMeasure(probe.Id, rule.Measurement)).ToList();
        var why = silent.Count == 0 ? "no probe measured it" : string.Join("; ", silent.Select(probe => $"{probe.Id} {Word(probe.Outcome)}: {probe.Reason}"));
        var isFault = rule.IsRequired || silent.Any(probe => probe.Outcome == ProbeOutcome.Failed);
        return new GateRow(
            rule,
            subject,
            isFault ? Verdict.Invalid : Verdict.Skipped,
            $"{subject} is not in the report: {why}{(isFault && rule.IsRequired ? ". The gate requires it." : ".")}");
    }

    private static string Word(ProbeOutcome outcome) => outcome == ProbeOutcome.Failed ? "broke off" : "was skipped";

    /// <summary>
    /// Whether a probe may be the one that a pattern of figures waits for. Figures are named class.probe.figure, probes class.name, where
    /// the name may say more than the figure's: "evasion.pgd-linf" measures "evasion.pgd.accuracy".
    /// </summary>
    private static bool MayMeasure(string probe, string pattern)
    {
        var parts = pattern.Split('.');
        var start = parts.Length < 2 ? pattern : $"{parts[0]}.{parts[1]}";
        return Wildcard.Matches(start, probe) || Wildcard.Matches(start + "-*", probe);
    }

    private static Counterpart Counterpart(GateRule rule, Measurement measurement, AssuranceReport report, AssuranceReport? baseline) =>
        rule.NoWorseThanBaselineBy is null ? default
        : baseline is null ? new Counterpart(null, Verdict.Skipped, "there is no earlier release to compare with")
        : baseline.Profile != report.Profile ? new Counterpart(
            null, Verdict.Invalid, $"the last release was measured with the profile {baseline.Profile}, this one with {report.Profile}: their attacks differ")
        : baseline.AllMeasurements.FirstOrDefault(other => other.Id == measurement.Id && other.Setting == measurement.Setting) is not { } found
            ? new Counterpart(null, Verdict.Skipped, "the last release was not measured in this")
        : found.Problem is { } problem ? new Counterpart(null, Verdict.Skipped, $"the last release has no figure: {problem}")
        : new Counterpart(found, Verdict.Pass, "");
}
