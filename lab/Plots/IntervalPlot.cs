using System.Globalization;

namespace FederatedSecure.Lab.Plots;

/// <summary>Figures with their confidence intervals under one another, and a line where there is no difference.</summary>
internal static class IntervalPlot
{
    private const double Step = 26;

    /// <summary>Draws.</summary>
    /// <param name="title">What it shows.</param>
    /// <param name="neutral">The value that means no difference: 0 for differences, 1 for ratios.</param>
    /// <param name="rows">Name, value and bounds.</param>
    public static string Draw(string title, double neutral, IReadOnlyList<(string Name, double Value, double Lower, double Upper)> rows)
    {
        var left = 24 + rows.Max(row => SvgCanvas.WidthOf(row.Name, 12));
        // Long names would make everything else small where the drawing is fitted into a page.
        var length = Math.Max(220, 470 - left);
        var (low, high) = (Math.Min(neutral, rows.Min(row => Finite(row.Lower, row.Value))), Math.Max(neutral, rows.Max(row => Finite(row.Upper, row.Value))));
        var margin = Math.Max(1e-9, 0.05 * (high - low));
        (low, high) = (low - margin, high + margin);
        double Across(double value) => left + (Math.Clamp((value - low) / (high - low), 0, 1) * length);
        const double top = 48;
        var bottom = top + (rows.Count * Step);
        var canvas = new SvgCanvas(Math.Max(left + length + 70, 32 + SvgCanvas.WidthOf(title, 15)), bottom + 34, title);
        canvas.Text(16, 26, title, 15, isBold: true);
        canvas.Line(Across(neutral), top - 6, Across(neutral), bottom, Palette.Axis, 1.4);
        canvas.Text(Across(neutral), bottom + 18, neutral.ToString(CultureInfo.InvariantCulture), 12, "middle", Palette.Faint);
        for (var i = 0; i < rows.Count; i++)
        {
            var (name, value, lower, upper) = rows[i];
            var y = top + ((i + 0.5) * Step);
            canvas.Text(left - 10, y + 4.5, name, 12, "end");
            canvas.Line(Across(Finite(lower, value)), y, Across(Finite(upper, value)), y, Palette.Of(0), 3);
            canvas.Circle(Across(value), y, 5, Palette.Of(0));
            canvas.Text(left + length + 12, y + 4.5, value.ToString("0.000", CultureInfo.InvariantCulture), 12);
        }

        return canvas.ToString();
    }

    private static double Finite(double bound, double otherwise) => double.IsFinite(bound) ? bound : otherwise;
}
