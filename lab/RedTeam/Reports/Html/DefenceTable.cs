using FederatedSecure.Assurance.Measurements;
using FederatedSecure.Assurance.Reports;

namespace FederatedSecure.Lab.RedTeam.Reports.Html;

/// <summary>
/// Each defence in a row: without it, against who does not know of it (static), against who does (adaptive), and its price. Figures are
/// named by the case and what was measured, as "static-accuracy"; those of a defence that are not named so stand in the list of all.
/// </summary>
internal static class DefenceTable
{
    private const string Price = "clean-cost";
    private static readonly string[] Cases = ["undefended", "static", "adaptive"];

    public static void Write(HtmlText page, IReadOnlyList<ProbeReport> probes)
    {
        var figures = probes.SelectMany(probe => probe.Measurements).ToList();
        var rows = figures
            .Select(figure => (Figure: figure, Case: CaseOf(figure)))
            .Where(entry => entry.Case is not null)
            .GroupBy(entry => (Defence: Name(entry.Figure), entry.Figure.Setting, What: Last(entry.Figure)[(entry.Case!.Length + 1)..]))
            .ToList();
        if (rows.Count == 0)
        {
            return;
        }

        page.Add($"<div class=\"scroll\"><table><thead><tr><th>defence</th><th>measured</th><th class=\"n\">without it</th><th class=\"n\">who does not know it</th><th class=\"n\">who knows it</th><th class=\"n\">accuracy it costs</th></tr></thead><tbody>");
        foreach (var row in rows)
        {
            string Cell(string name) => row.FirstOrDefault(entry => entry.Case == name).Figure is { } figure ? HtmlReport.Show(figure) : "";
            var price = figures.FirstOrDefault(figure => Last(figure) == Price && Name(figure) == row.Key.Defence && figure.Setting == row.Key.Setting);
            page.Add($"<tr><td><span class=\"id\">{row.Key.Defence}</span><br><span class=\"small\">{row.Key.Setting}</span></td><td>{row.Key.What.Replace('-', ' ')}</td><td class=\"n\">{Cell(Cases[0])}</td><td class=\"n\">{Cell(Cases[1])}</td><td class=\"n\"><strong>{Cell(Cases[2])}</strong></td><td class=\"n\">{(price is null ? "" : HtmlReport.Show(price))}</td></tr>");
        }

        page.Add($"</tbody></table></div><p class=\"small\">Only the column of who knows it says something about security: the others show what a defence looks like as long as nobody aims at it.</p>");
    }

    private static string? CaseOf(Measurement figure) => Cases.FirstOrDefault(name => Last(figure).StartsWith(name + "-", StringComparison.Ordinal));

    private static string Last(Measurement figure) => figure.Id.Split('.')[^1];

    private static string Name(Measurement figure) => figure.Id.Split('.') is { Length: > 2 } parts ? parts[1] : figure.Id;
}
