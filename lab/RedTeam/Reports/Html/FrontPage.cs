using System.Globalization;
using FederatedSecure.Assurance.Gates;
using FederatedSecure.Assurance.Measurements;
using FederatedSecure.Assurance.Reports;

namespace FederatedSecure.Lab.RedTeam.Reports.Html;

/// <summary>What somebody reads who has one minute: the verdict, five sentences, what was covered and what was not.</summary>
internal static class FrontPage
{
    public static void Write(HtmlText page, ReportInputs inputs)
    {
        var report = inputs.Report;
        var (light, headline) = Headline(inputs);
        page.Add($"""
            <header>
            <p class="kicker">Red team report</p>
            <h1>{report.ModelName}</h1>
            <p class="meta">{report.Started.UtcDateTime.ToString("d MMMM yyyy, HH:mm 'UTC'", CultureInfo.InvariantCulture)} · profile {report.Profile} · suite {Short(report.ToolVersion)} · model {report.ModelDigest.ToString()[..12]}</p>
            </header>
            <div class="verdict {light}" role="status"><div class="light" aria-hidden="true"></div><div><p class="headline">{headline}</p><p>{Decision(inputs)}</p></div></div>
            <ul class="sentences">
            """);
        foreach (var sentence in Summary.Sentences(inputs))
        {
            page.Add($"<li>{sentence}</li>");
        }

        page.Add($"</ul>");
        Coverage(page, report);
    }

    private static (string Light, string Headline) Headline(ReportInputs inputs) => inputs.Gate?.Verdict switch
    {
        Verdict.Pass => ("pass", "PASS: may be released"),
        Verdict.Fail => ("fail", "FAIL: do not release"),
        Verdict.Inconclusive => ("inconclusive", "INCONCLUSIVE: measure more before a release"),
        null => ("none", "No gate was asked"),
        _ => ("invalid", "INVALID: the run proves nothing yet"),
    };

    private static string Decision(ReportInputs inputs) =>
        inputs.Gate is not { } gate ? "These are figures without a verdict. Give a gate file with --gate to have one."
        : $"Gate “{gate.Gate}”: {string.Join(", ", gate.Rows.GroupBy(row => row.Verdict).OrderBy(group => group.Key).Select(group => FormattableString.Invariant($"{group.Count()} {group.Key.Name()}")))}.";

    private static void Coverage(HtmlText page, AssuranceReport report)
    {
        page.Add($"<div class=\"scroll\"><table class=\"coverage\"><thead><tr><th>What was looked at</th><th class=\"n\">ran</th><th class=\"n\">broke off</th><th class=\"n\">left out</th><th>What was left out, and why</th></tr></thead><tbody>");
        foreach (var kind in Enum.GetValues<ProbeClass>())
        {
            var probes = report.Probes.Where(probe => probe.Class == kind).ToList();
            int Count(ProbeOutcome outcome) => probes.Count(probe => probe.Outcome == outcome);
            var gaps = probes.Where(probe => probe.Outcome != ProbeOutcome.Ran)
                .GroupBy(probe => probe.Reason)
                .Select(group => $"{string.Join(", ", group.Select(probe => probe.Id.Split('.', 2)[^1]))}: {group.Key}")
                .DefaultIfEmpty(probes.Count == 0 ? "the suite has no probe for it" : "");
            page.Add($"<tr><td>{Title(kind, probes.Count > 0)}</td><td class=\"n\">{Count(ProbeOutcome.Ran)}</td><td class=\"n\">{Count(ProbeOutcome.Failed)}</td><td class=\"n\">{Count(ProbeOutcome.Skipped)}</td><td class=\"small\">{string.Join("; ", gaps)}</td></tr>");
        }

        page.Add($"</tbody></table></div>");
    }

    private static Markup Title(ProbeClass kind, bool hasSection) =>
        new(hasSection ? $"<a href=\"#{kind.ToString().ToLowerInvariant()}\">{HtmlReport.Title(kind)}</a>" : HtmlReport.Title(kind));

    /// <summary>The version without the commit that it was built from.</summary>
    private static string Short(string version) => version.Split('+', 2)[0];
}
