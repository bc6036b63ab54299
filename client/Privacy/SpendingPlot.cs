using System.Collections.Immutable;
using System.Globalization;
using System.Net;
using System.Text;

namespace FederatedSecure.Client.Privacy;

/// <summary>ε over the trainings, as a picture.</summary>
internal static class SpendingPlot
{
    private const int Width = 720;
    private const int PanelHeight = 260;
    private const int Left = 60;
    private const int Right = 20;
    private const int Top = 40;
    private const int Bottom = 40;

    /// <summary>One panel for each data set, the budget as a dashed line.</summary>
    public static string Svg(ImmutableArray<DataSetSpending> sets)
    {
        var panels = sets.Where(set => !set.Curve.IsEmpty).ToList();
        var svg = new StringBuilder();
        svg.Append(CultureInfo.InvariantCulture, $"<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{Width}\" height=\"{Math.Max(1, panels.Count) * PanelHeight}\" font-family=\"sans-serif\" font-size=\"12\">\n");
        svg.Append("<rect width=\"100%\" height=\"100%\" fill=\"white\"/>\n");
        for (var i = 0; i < panels.Count; i++)
        {
            Panel(svg, panels[i], i * PanelHeight);
        }

        return svg.Append("</svg>\n").ToString();
    }

    private static void Panel(StringBuilder svg, DataSetSpending set, int top)
    {
        var values = set.Curve.Select(point => double.IsFinite(point.Epsilon) ? point.Epsilon : 0).ToList();
        var highest = Math.Max(values.Max(), set.Budget?.Epsilon ?? 0) * 1.05;
        double X(int i) => Left + ((Width - Left - Right) * (i + 1.0) / values.Count);
        double Y(double epsilon) => top + PanelHeight - Bottom - ((PanelHeight - Top - Bottom) * epsilon / highest);

        svg.Append(CultureInfo.InvariantCulture, $"<text x=\"{Left}\" y=\"{top + 22}\" font-size=\"14\">{WebUtility.HtmlEncode(set.Name)}: ε spent, by training</text>\n");
        for (var tick = 0; tick <= 4; tick++)
        {
            var epsilon = highest * tick / 4;
            svg.Append(CultureInfo.InvariantCulture, $"<line x1=\"{Left}\" x2=\"{Width - Right}\" y1=\"{Y(epsilon):F1}\" y2=\"{Y(epsilon):F1}\" stroke=\"#ddd\"/>");
            svg.Append(CultureInfo.InvariantCulture, $"<text x=\"{Left - 8}\" y=\"{Y(epsilon) + 4:F1}\" text-anchor=\"end\">{epsilon:G3}</text>\n");
        }

        if (set.Budget is { } budget)
        {
            svg.Append(CultureInfo.InvariantCulture, $"<line x1=\"{Left}\" x2=\"{Width - Right}\" y1=\"{Y(budget.Epsilon):F1}\" y2=\"{Y(budget.Epsilon):F1}\" stroke=\"#c0392b\" stroke-dasharray=\"6 4\"/>");
            svg.Append(CultureInfo.InvariantCulture, $"<text x=\"{Width - Right}\" y=\"{Y(budget.Epsilon) - 5:F1}\" text-anchor=\"end\" fill=\"#c0392b\">budget {budget.Epsilon:G4} at δ = {budget.Delta:G2}</text>\n");
        }

        var line = string.Join(' ', values.Select((value, i) => string.Create(CultureInfo.InvariantCulture, $"{X(i):F1},{Y(value):F1}")));
        svg.Append(CultureInfo.InvariantCulture, $"<polyline points=\"{Left},{Y(0):F1} {line}\" fill=\"none\" stroke=\"#2471a3\" stroke-width=\"2\"/>\n");
        svg.Append(CultureInfo.InvariantCulture, $"<text x=\"{Width - Right}\" y=\"{top + PanelHeight - 12}\" text-anchor=\"end\">{values.Count} trainings</text>\n");
    }
}
