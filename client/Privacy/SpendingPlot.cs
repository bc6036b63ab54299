using System.Collections.Immutable;
using System.Globalization;
using System.Net;
using System.Text;

namespace FederatedSecure.Client.Privacy;

/// <summary>ε over the trainings, as a picture.</summary>
internal static class SpendingPlot
{
    private const int Width = 720;
    private const int PanelHeight = 300;
    private const int Left = 56;
    private const int Right = 24;
    private const int Top = 64;
    private const int Bottom = 48;
    private const int MostNamed = 6;
    private const int LongestName = 24;

    // Told apart by people who see no red or no green, too (Okabe and Ito, 2008).
    private static readonly string[] Colours = ["#0072B2", "#E69F00", "#009E73", "#CC79A7", "#56B4E9", "#555555"];

    /// <summary>One panel for each data set that has spent something, the budget as a dashed line, a colour for each job.</summary>
    public static string Svg(ImmutableArray<DataSetSpending> sets)
    {
        var panels = sets.Where(set => !set.Curve.IsEmpty).ToList();
        var height = Math.Max(1, panels.Count) * PanelHeight;
        var svg = new StringBuilder();
        Line(svg, $"<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{Width}\" height=\"{height}\" viewBox=\"0 0 {Width} {height}\" font-family=\"sans-serif\" font-size=\"12\" fill=\"#222\">");
        Line(svg, $"<rect width=\"100%\" height=\"100%\" fill=\"white\"/>");
        for (var i = 0; i < panels.Count; i++)
        {
            Panel(svg, panels[i], i * PanelHeight);
        }

        if (panels.Count == 0)
        {
            Line(svg, $"<text x=\"{Width / 2}\" y=\"{PanelHeight / 2}\" text-anchor=\"middle\">nothing was spent yet</text>");
        }

        return svg.Append("</svg>\n").ToString();
    }

    /// <summary>A round distance between lines of a scale, 1, 2 or 5 times a power of ten, for about five of them.</summary>
    /// <example>For a scale up to 10.5: 2.</example>
    internal static double Tick(double highest)
    {
        var rough = highest / 5;
        var power = Math.Pow(10, Math.Floor(Math.Log10(rough)));
        return power * ((rough / power) switch { < 1.5 => 1, < 3.5 => 2, < 7.5 => 5, _ => 10 });
    }

    private static void Panel(StringBuilder svg, DataSetSpending set, int top)
    {
        var finite = set.Curve.Select(point => point.Epsilon).Where(double.IsFinite).DefaultIfEmpty(0).Max();
        var highest = Math.Max(Math.Max(finite, set.Budget?.Epsilon ?? 0), 1e-3) * 1.08;
        var trainings = set.Curve[^1].Trainings;
        double X(double training) => Left + ((Width - Left - Right) * training / trainings);
        // What nothing bounds leaves the picture at its upper edge.
        double Y(double epsilon) => top + PanelHeight - Bottom - ((PanelHeight - Top - Bottom) * Math.Min(epsilon, highest) / highest);

        Line(svg, $"<text x=\"{Left}\" y=\"{top + 24}\" font-size=\"15\">{Escape(set.Name)}: ε spent{(set.Budget is { } of ? $" at δ = {Number(of.Delta, "G2")}" : "")}</text>");
        for (var epsilon = 0.0; epsilon <= highest; epsilon += Tick(highest))
        {
            Line(svg, $"<line x1=\"{Left}\" x2=\"{Width - Right}\" y1=\"{Y(epsilon):F1}\" y2=\"{Y(epsilon):F1}\" stroke=\"#e4e4e4\"/>");
            Line(svg, $"<text x=\"{Left - 8}\" y=\"{Y(epsilon) + 4:F1}\" text-anchor=\"end\">{Number(epsilon, "G4")}</text>");
        }

        var step = Math.Max(1, (int)Tick(trainings));
        for (var training = step; training <= trainings; training += step)
        {
            Line(svg, $"<text x=\"{X(training):F1}\" y=\"{Y(0) + 18:F1}\" text-anchor=\"middle\">{training}</text>");
        }

        Line(svg, $"<text x=\"{(Left + Width - Right) / 2}\" y=\"{Y(0) + 36:F1}\" text-anchor=\"middle\">entries of the ledger</text>");
        if (set.Budget is { } budget)
        {
            Line(svg, $"<line x1=\"{Left}\" x2=\"{Width - Right}\" y1=\"{Y(budget.Epsilon):F1}\" y2=\"{Y(budget.Epsilon):F1}\" stroke=\"#b03020\" stroke-dasharray=\"6 4\"/>");
            Line(svg, $"<text x=\"{Left + 6}\" y=\"{Y(budget.Epsilon) - 5:F1}\" fill=\"#b03020\">budget {Number(budget.Epsilon, "G4")}</text>");
        }

        Curve(svg, set, top, X, Y);
    }

    /// <summary>Stairs: a training costs nothing before it begins, and all that it costs from then on.</summary>
    private static void Curve(StringBuilder svg, DataSetSpending set, int top, Func<double, double> x, Func<double, double> y)
    {
        var jobs = set.Curve.Select(point => point.Job).Distinct().ToList();
        var (before, spent) = (0, 0.0);
        foreach (var point in set.Curve)
        {
            var colour = Colours[jobs.IndexOf(point.Job) % Colours.Length];
            Line(svg, $"<path d=\"M{x(before):F1} {y(spent):F1}V{y(point.Epsilon):F1}H{x(point.Trainings):F1}\" fill=\"none\" stroke=\"{colour}\" stroke-width=\"2.5\"><title>{Escape(point.Label)}: {Number(point.Epsilon, "F3")}</title></path>");
            (before, spent) = (point.Trainings, point.Epsilon);
        }

        Line(svg, $"<text x=\"{Width - Right}\" y=\"{Math.Max(y(spent) - 6, top + Top - 8):F1}\" text-anchor=\"end\" font-weight=\"bold\">{(double.IsFinite(spent) ? Number(spent, "F2") : "not bounded")}</text>");
        var place = Left;
        foreach (var (job, i) in jobs.Take(MostNamed).Select((job, i) => (job, i)))
        {
            var name = job.Length > LongestName ? $"{job[..(LongestName - 1)]}…" : job;
            Line(svg, $"<rect x=\"{place}\" y=\"{top + 36}\" width=\"12\" height=\"4\" fill=\"{Colours[i]}\"/><text x=\"{place + 16}\" y=\"{top + 42}\">{Escape(name)}</text>");
            place += 28 + (name.Length * 7);
        }

        if (jobs.Count > MostNamed)
        {
            Line(svg, $"<text x=\"{place}\" y=\"{top + 42}\">and {jobs.Count - MostNamed} more</text>");
        }
    }

    private static string Number(double value, string format) => value.ToString(format, CultureInfo.InvariantCulture);

    /// <summary>Names are the site's or the coordinator's: neither may put elements into the picture.</summary>
    private static string Escape(string text) => WebUtility.HtmlEncode(text);

    private static void Line(StringBuilder svg, FormattableString text) => svg.Append(text.ToString(CultureInfo.InvariantCulture)).Append('\n');
}
