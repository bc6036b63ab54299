using System.Collections.Immutable;
using System.Globalization;

namespace FederatedSecure.Lab.Plots;

/// <summary>Lines over rounds, one panel beside the other with the same axes; values are parts from 0 to 1, shown in per cent.</summary>
internal static class LinePanels
{
    private const double PanelWidth = 290;
    private const double PanelHeight = 200;
    private const double Left = 62;
    private const double Right = 24;
    private const double Between = 34;
    private const double RowGap = 66;
    private const double LegendLine = 22;
    private const int MostColumns = 3;

    /// <summary>Draws.</summary>
    /// <param name="title">What it shows.</param>
    /// <param name="subtitle">Under which conditions.</param>
    /// <param name="xAxis">Name of the horizontal axis.</param>
    /// <param name="yAxis">Name of the vertical axis.</param>
    /// <param name="panels">Title and lines of each panel; the same names have the same colours.</param>
    public static string Draw(string title, string subtitle, string xAxis, string yAxis, IReadOnlyList<(string Title, ImmutableArray<Series> Lines)> panels)
    {
        var columns = Math.Min(MostColumns, Math.Max(1, panels.Count));
        var rows = (panels.Count + columns - 1) / columns;
        string[] names = [.. panels.SelectMany(panel => panel.Lines).Select(line => line.Name).Distinct()];
        var width = Math.Max(Left + (columns * PanelWidth) + ((columns - 1) * Between) + Right, Left + SvgCanvas.WidthOf(title, 19));
        var legend = Legend(names, width - Left - Right);
        var top = 72 + (legend.Rows * LegendLine) + 34;
        var canvas = new SvgCanvas(width, top + (rows * PanelHeight) + ((rows - 1) * RowGap) + 52, title);
        canvas.Text(Left, 34, title, 19, isBold: true);
        canvas.Text(Left, 56, subtitle, 13, fill: Palette.Faint);
        foreach (var (i, x, row) in legend.Places)
        {
            var y = 84 + (row * LegendLine);
            canvas.Path([(Left + x, y), (Left + x + 24, y)], Palette.Of(i), 3, Palette.DashOf(i));
            canvas.Text(Left + x + 32, y + 4.5, names[i]);
        }

        var largest = panels.SelectMany(panel => panel.Lines).SelectMany(line => line.Points).Select(point => point.X).DefaultIfEmpty(1).Max();
        for (var i = 0; i < panels.Count; i++)
        {
            var x = Left + (i % columns * (PanelWidth + Between));
            var y = top + (i / columns * (PanelHeight + RowGap));
            Panel(canvas, x, y, Math.Max(1, largest), panels[i].Title, panels[i].Lines, names, isFirst: i % columns == 0);
            if (i + columns >= panels.Count)
            {
                canvas.Text(x + (PanelWidth / 2), y + PanelHeight + 38, xAxis, 13, "middle", Palette.Faint);
            }

            if (i % columns == 0)
            {
                canvas.Text(x - 44, y + (PanelHeight / 2), yAxis, 13, "middle", Palette.Faint, rotate: -90);
            }
        }

        return canvas.ToString();
    }

    private static void Panel(
        SvgCanvas canvas, double x, double y, double largest, string title, ImmutableArray<Series> lines, string[] names, bool isFirst)
    {
        double Across(double value) => x + (value / largest * PanelWidth);
        double Down(double value) => y + ((1 - Math.Clamp(value, 0, 1)) * PanelHeight);
        canvas.Text(x, y - 12, title, 14, isBold: true);
        for (var percent = 0; percent <= 100; percent += 25)
        {
            canvas.Line(x, Down(percent / 100.0), x + PanelWidth, Down(percent / 100.0), percent == 0 ? Palette.Axis : Palette.Grid);
            if (isFirst)
            {
                canvas.Text(x - 8, Down(percent / 100.0) + 4.5, $"{percent} %", 12, "end", Palette.Faint);
            }
        }

        foreach (var tick in Ticks.Upto(largest))
        {
            canvas.Line(Across(tick), y + PanelHeight, Across(tick), y + PanelHeight + 5, Palette.Axis);
            canvas.Text(Across(tick), y + PanelHeight + 20, tick.ToString(CultureInfo.InvariantCulture), 12, "middle", Palette.Faint);
        }

        foreach (var line in lines)
        {
            var colour = Palette.Of(Array.IndexOf(names, line.Name));
            if (line.Points.Any(point => point.Deviation > 0))
            {
                canvas.Area(
                    [
                        .. line.Points.Select(point => (Across(point.X), Down(point.Y + point.Deviation))),
                        .. line.Points.Reverse().Select(point => (Across(point.X), Down(point.Y - point.Deviation))),
                    ],
                    colour,
                    0.15);
            }

            canvas.Path(line.Points.Select(point => (Across(point.X), Down(point.Y))), colour, 2.2, Palette.DashOf(Array.IndexOf(names, line.Name)));
        }
    }

    private static (ImmutableArray<(int Name, double X, int Row)> Places, int Rows) Legend(string[] names, double width)
    {
        var places = ImmutableArray.CreateBuilder<(int, double, int)>();
        var (x, row) = (0.0, 0);
        for (var i = 0; i < names.Length; i++)
        {
            var length = 32 + SvgCanvas.WidthOf(names[i], 13) + 26;
            if (x > 0 && x + length > width)
            {
                (x, row) = (0, row + 1);
            }

            places.Add((i, x, row));
            x += length;
        }

        return (places.ToImmutable(), row + 1);
    }
}
