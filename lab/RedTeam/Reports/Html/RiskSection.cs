using FederatedSecure.Assurance.Measurements;
using FederatedSecure.Assurance.Reports;
using FederatedSecure.Assurance.Taxonomies;

namespace FederatedSecure.Lab.RedTeam.Reports.Html;

/// <summary>The run in the terms of the NIST AI Risk Management Framework (AI 100-1): what it contributes to each function, and what it does not.</summary>
internal static class RiskSection
{
    public static void Write(HtmlText page, ReportInputs inputs)
    {
        var report = inputs.Report;
        page.Section("risk", "AI risk: what this run covers of the NIST AI RMF");
        page.Add($"<div class=\"scroll\"><table><thead><tr><th>function</th><th>what this run contributes</th><th>what it does not</th></tr></thead><tbody>");
        Row(
            page,
            "GOVERN",
            inputs.Gate is { } gate ? $"A written gate, “{gate.Gate}”, with {gate.Rows.Length} decisions; a report that names its inputs and can be signed and checked later." : "A report that names its inputs and can be signed and checked later.",
            "Who is accountable, who may override a gate, and how long reports are kept, is the organisation's to decide.");
        Row(
            page,
            "MAP",
            $"The attackers that were assumed: {string.Join(", ", Attackers(report))}.",
            "What the model is used for, who is harmed if it errs, and what else an attacker could reach there. A gate that fits one use may not fit another.");
        Row(
            page,
            "MEASURE",
            string.Join("; ", Measured(report)),
            string.Join("; ", NotMeasured(report)) is { Length: > 0 } gaps ? gaps : "Attacks that nobody has published yet.");
        Row(
            page,
            "MANAGE",
            inputs.Findings.IsEmpty ? "No finding is open." : FormattableString.Invariant($"{inputs.Findings.Length} findings, each with what to do and how to see it again; a model that does not pass is not to be released, and the last released one stays."),
            "Whether a risk is accepted, treated or avoided is a person's decision; monitoring after release is the client's inference guard and prediction log.");
        page.Add($"</tbody></table></div>").End();
    }

    private static void Row(HtmlText page, string function, string does, string doesNot) =>
        page.Add($"<tr><th scope=\"row\">{function}</th><td>{does}</td><td>{doesNot}</td></tr>");

    private static IEnumerable<string> Attackers(AssuranceReport report)
    {
        var ran = report.Probes.Where(probe => probe.Outcome == ProbeOutcome.Ran).ToList();
        if (ran.Any(probe => probe.Taxa.Contains("AML.T0044")))
        {
            yield return "one who has the whole model";
        }

        if (ran.Any(probe => probe.Taxa.Contains("AML.T0040") || probe.Class == ProbeClass.Extraction))
        {
            yield return "one who may only ask it";
        }

        if (ran.Any(probe => probe.Class == ProbeClass.Backdoor))
        {
            yield return "one who took part in its training";
        }

        if (ran.Any(probe => probe.Class == ProbeClass.Privacy))
        {
            yield return "one who wants to know about its training data";
        }

        if (!ran.Any(probe => probe.Class is ProbeClass.Evasion or ProbeClass.Backdoor or ProbeClass.Privacy or ProbeClass.Extraction))
        {
            yield return "none";
        }
    }

    private static IEnumerable<string> Measured(AssuranceReport report) =>
        from probe in report.Probes
        where probe.Outcome == ProbeOutcome.Ran
        group probe by TaxonomyMap.RiskFunction(probe.Class) into function
        orderby function.Key
        select FormattableString.Invariant($"{function.Key}: {function.Count()} probes ({string.Join(", ", function.Select(probe => probe.Class.ToString().ToLowerInvariant()).Distinct())})");

    private static IEnumerable<string> NotMeasured(AssuranceReport report) =>
        from kind in Enum.GetValues<ProbeClass>()
        where !report.Probes.Any(probe => probe.Class == kind && probe.Outcome == ProbeOutcome.Ran)
        select $"{TaxonomyMap.RiskFunction(kind)}: nothing about {kind.ToString().ToLowerInvariant()}";
}
