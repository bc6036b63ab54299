using FederatedSecure.Assurance.Measurements;
using FederatedSecure.Assurance.Reports;
using FederatedSecure.Assurance.Taxonomies;
using FederatedSecure.Lab.Plots;

namespace FederatedSecure.Lab.RedTeam.Reports.Html;

/// <summary>One class of probes: what it was tried with, curves, pictures and notes.</summary>
internal static class ClassSection
{
    public static void Write(HtmlText page, ReportInputs inputs, ProbeClass kind, IReadOnlyList<ProbeReport> probes)
    {
        page.Section(kind.ToString().ToLowerInvariant(), HtmlReport.Title(kind));
        var ran = probes.Where(probe => probe.Outcome == ProbeOutcome.Ran).ToList();
        if (ran.Count == 0)
        {
            page.Add($"<p>Nothing was run: {string.Join("; ", probes.Select(probe => probe.Reason).Distinct())}.</p>").End();
            return;
        }

        if (kind == ProbeClass.Defence)
        {
            DefenceTable.Write(page, ran);
        }

        var plots = ran.SelectMany(probe => probe.Curves).Where(curve => curve.Lines.Any(line => line.Points.Length > 0)).Select(CurvePlot.Draw);
        if (kind == ProbeClass.Fairness)
        {
            plots = plots.Concat(FairnessBars.Draw(ran));
        }

        var drawn = plots.ToList();
        if (drawn.Count > 0)
        {
            page.Add($"<div class=\"plots\">{new Markup(string.Concat(drawn.Select(svg => $"<figure>{svg}</figure>")))}</div>");
        }

        foreach (var probe in ran.Where(probe => inputs.Pictures.TryGetValue(probe.Id, out var pictures) && !pictures.IsEmpty))
        {
            PictureRow.Write(page, probe, inputs.Pictures[probe.Id]);
        }

        page.Add($"<details><summary>{(ran.Count == 1 ? "1 probe: what it is, what it took" : $"{ran.Count} probes: what they are, what they took")}, what to know</summary><div class=\"scroll\"><table><thead><tr><th>probe</th><th>what it does</th><th class=\"n\">seconds</th><th class=\"n\">forward</th><th class=\"n\">backward</th><th>stands for</th></tr></thead><tbody>");
        foreach (var probe in ran)
        {
            page.Add($"<tr><td class=\"id\">{probe.Id}</td><td>{probe.Title}<br><span class=\"small\">{probe.Reference}</span>{Notes(probe)}</td><td class=\"n\">{probe.Seconds:F1}</td><td class=\"n\">{probe.Forward:N0}</td><td class=\"n\">{probe.Backward:N0}</td><td class=\"small\">{string.Join(", ", probe.Taxa.Append(TaxonomyMap.RiskFunction(probe.Class)))}</td></tr>");
        }

        page.Add($"</tbody></table></div></details>").End();
    }

    private static Markup Notes(ProbeReport probe) =>
        new(string.Concat(probe.Notes.Select(note => $"<br><span class=\"note\">{HtmlText.Encode(note)}</span>")));
}
