using FederatedSecure.Assurance.Measurements;

namespace FederatedSecure.Lab.Plots;

/// <summary>A curve with one or more lines and their confidence bands, on linear or on two logarithmic axes.</summary>
internal static class CurvePlot
{
    private const double Left = 66;
    private const double Right = 22;
    private const double Width = 440;
    private const double Height = 240;
    private const double LegendLine = 20;

    /// <summary>Draws.</summary>
    public static string Draw(Curve curve)
    {
        var points = curve.Lines.SelectMany(line => line.Points).ToList();
        var across = curve.IsLogarithmic ? AxisScale.Logarithmic(points.Select(point => point.X)) : AxisScale.Linear(points.Select(point => point.X));
        var down = curve.IsLogarithmic
            ? AxisScale.Logarithmic(points.Select(point => point.Y))
            : AxisScale.Linear(points.SelectMany(point => new[] { point.Y, point.Lower, point.Upper }));
        var legend = Legend([.. curve.Lines.Select(line => line.Name)]);
        var top = 50 + (legend.Rows * LegendLine);
        var canvas = new SvgCanvas(Left + Width + Right, top + Height + 56, curve.Title);
        canvas.Text(Left, 26, curve.Title, 15, isBold: true);
        foreach (var (i, x, row) in legend.Places)
        {
            var y = 46 + (row * LegendLine);
            canvas.Path([(Left + x, y), (Left + x + 22, y)], Palette.Of(i), 2.6, Palette.DashOf(i));
            canvas.Text(Left + x + 29, y + 4.5, curve.Lines[i].Name, 12);
        }

        Axes(canvas, curve, across, down, top);
        (double X, double Y) At(double x, double y) => (Left + (across.Place(x) * Width), top + ((1 - down.Place(y)) * Height));
        if (IsRoc(curve))
        {
            // Who guesses gets as many right as wrong.
            var from = Math.Max(across.Smallest, down.Smallest);
            canvas.Path([At(from, from), At(1, 1)], Palette.Axis, 1.2, "4 4");
        }

        for (var i = 0; i < curve.Lines.Length; i++)
        {
            var line = curve.Lines[i].Points.Where(point => double.IsFinite(point.X) && double.IsFinite(point.Y)).ToList();
            var band = line.Where(point => double.IsFinite(point.Lower) && double.IsFinite(point.Upper)).ToList();
            if (band.Any(point => point.Upper > point.Lower))
            {
                canvas.Area([.. band.Select(point => At(point.X, point.Upper)), .. Enumerable.Reverse(band).Select(point => At(point.X, point.Lower))], Palette.Of(i), 0.15);
            }

            canvas.Path(line.Select(point => At(point.X, point.Y)), Palette.Of(i), 2.2, Palette.DashOf(i));
            if (line.Count <= 15)
            {
                foreach (var (x, y) in line.Select(point => At(point.X, point.Y)))
                {
                    canvas.Circle(x, y, 3, Palette.Of(i));
                }
            }
        }

        return canvas.ToString();
    }

    private static bool IsRoc(Curve curve) => curve.IsLogarithmic && curve.XAxis.Contains("false positive", StringComparison.OrdinalIgnoreCase);

    private static void Axes(SvgCanvas canvas, Curve curve, AxisScale across, AxisScale down, double top)
    {
        foreach (var tick in down.Ticks)
        {
            var y = top + ((1 - down.Place(tick)) * Height);
            canvas.Line(Left, y, Left + Width, y, tick == down.Ticks[0] ? Palette.Axis : Palette.Grid);
            canvas.Text(Left - 8, y + 4.5, down.Name(tick), 12, "end", Palette.Faint);
        }

        foreach (var tick in across.Ticks)
        {
            var x = Left + (across.Place(tick) * Width);
            canvas.Line(x, top + Height, x, top + Height + 5, Palette.Axis);
            canvas.Text(x, top + Height + 19, across.Name(tick), 12, "middle", Palette.Faint);
        }

        canvas.Text(Left + (Width / 2), top + Height + 40, curve.XAxis, 12.5, "middle", Palette.Faint);
        canvas.Text(18, top + (Height / 2), curve.YAxis, 12.5, "middle", Palette.Faint, rotate: -90);
    }

    private static (List<(int Name, double X, int Row)> Places, int Rows) Legend(IReadOnlyList<string> names)
    {
        var places = new List<(int, double, int)>();
        var (x, row) = (0.0, 0);
        for (var i = 0; i < names.Count; i++)
        {
            var length = 29 + SvgCanvas.WidthOf(names[i], 12) + 16;
            if (x > 0 && x + length > Width)
            {
                (x, row) = (0, row + 1);
            }

            places.Add((i, x, row));
            x += length;
        }

        return (places, row + 1);
    }
}
