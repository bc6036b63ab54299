using FederatedSecure.Assurance.Measurements;

namespace FederatedSecure.Lab.RedTeam.Reports.Html;

/// <summary>Every figure of the run with its bounds and what the gate says of it.</summary>
internal static class MeasurementTable
{
    public static void Write(HtmlText page, ReportInputs inputs)
    {
        page.Section("figures", "All figures");
        page.Add($"<div class=\"scroll\"><table><thead><tr><th>figure</th><th>setting</th><th class=\"n\">value</th><th class=\"n\">95 % interval</th><th class=\"n\">samples</th><th>better</th><th>verdict</th></tr></thead><tbody>");
        foreach (var figure in inputs.Report.AllMeasurements)
        {
            var rows = (inputs.Gate?.Rows ?? []).Where(row => ReferenceEquals(row.Measurement, figure)).ToList();
            var verdicts = new Markup(string.Concat(rows.Select(row => $"{HtmlReport.Badge(row.Verdict).Html} <span class=\"small\">{HtmlText.Encode(row.Rule?.Demand ?? "")}</span><br>")));
            if (figure.Problem is { } problem)
            {
                page.Add($"<tr><td class=\"id\">{figure.Id}</td><td>{figure.Setting}</td><td colspan=\"4\" class=\"small\">no figure: {problem}</td><td>{verdicts}</td></tr>");
                continue;
            }

            page.Add($"<tr><td class=\"id\">{figure.Id}</td><td>{figure.Setting}</td><td class=\"n\">{Figures.Show(figure.Value)}</td><td class=\"n\">{Interval(figure)}</td><td class=\"n\">{figure.Samples:N0}</td><td>{(figure.LargerIsBetter ? "↑" : "↓")}</td><td>{verdicts}</td></tr>");
        }

        page.Add($"</tbody></table></div>").End();
    }

    private static string Interval(Measurement figure) =>
        figure.Lower == figure.Upper ? "exact" : $"{Figures.Show(figure.Lower)} – {Figures.Show(figure.Upper)}";
}
