using FederatedSecure.Assurance.Measurements;
using FederatedSecure.Assurance.Reports;

namespace FederatedSecure.Lab.RedTeam.Reports.Html;

/// <summary>Each defence in a row, each figure of it in a column: without it, against who does not know it, against who does, and its price.</summary>
internal static class DefenceTable
{
    /// <summary>Words that figures are ordered by, from what was before to what it costs; others follow.</summary>
    private static readonly string[] Order = ["undefended", "static", "adaptive", "clean"];

    public static void Write(HtmlText page, IReadOnlyList<ProbeReport> probes)
    {
        var figures = probes.SelectMany(probe => probe.Measurements).ToList();
        if (figures.Count == 0)
        {
            return;
        }

        var columns = figures.Select(Figure).Distinct(StringComparer.Ordinal).OrderBy(Rank).ToList();
        page.Add($"<div class=\"scroll\"><table><thead><tr><th>defence</th>{new Markup(string.Concat(columns.Select(column => $"<th class=\"n\">{HtmlText.Encode(column.Replace('-', ' '))}</th>")))}</tr></thead><tbody>");
        foreach (var row in figures.GroupBy(figure => (Name: Name(figure), figure.Setting)))
        {
            var cells = columns.Select(column => row.FirstOrDefault(figure => Figure(figure) == column)).Select(figure => $"<td class=\"n\">{(figure is null ? "" : HtmlText.Encode(HtmlReport.Show(figure)))}</td>");
            page.Add($"<tr><td class=\"id\">{row.Key.Name}<br><span class=\"small\">{row.Key.Setting}</span></td>{new Markup(string.Concat(cells))}</tr>");
        }

        page.Add($"</tbody></table></div>");
    }

    private static string Figure(Measurement measurement) => measurement.Id.Split('.')[^1];

    private static string Name(Measurement measurement) => measurement.Id.Split('.') is { Length: > 2 } parts ? parts[1] : measurement.Id;

    private static int Rank(string figure)
    {
        var found = Array.FindIndex(Order, word => figure.Contains(word, StringComparison.Ordinal));
        return found < 0 ? Order.Length : found;
    }
}
