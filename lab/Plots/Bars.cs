using System.Globalization;

namespace FederatedSecure.Lab.Plots;

/// <summary>Horizontal bars of parts from 0 to 1, with a hollow diamond where somebody else's figure lies.</summary>
internal static class Bars
{
    private const double Length = 460;
    private const double Height = 24;
    private const double Step = 36;

    /// <summary>Draws.</summary>
    /// <param name="title">What it shows.</param>
    /// <param name="subtitle">Under which conditions.</param>
    /// <param name="axis">Name of the axis.</param>
    /// <param name="bars">Name, value, standard deviation, remark behind the value, and the other figure, if any.</param>
    public static string Draw(string title, string subtitle, string axis, IReadOnlyList<(string Name, double Value, double Deviation, string Remark, double? Other)> bars)
    {
        var left = Math.Max(120, bars.Max(bar => SvgCanvas.WidthOf(bar.Name, 13)) + 34);
        var right = 76 + bars.Max(bar => SvgCanvas.WidthOf(bar.Remark, 12));
        var hasOthers = bars.Any(bar => bar.Other is not null);
        var top = hasOthers ? 104.0 : 82;
        var bottom = top + (bars.Count * Step);
        var canvas = new SvgCanvas(Math.Max(left + Length + right, 32 + SvgCanvas.WidthOf(title, 19)), bottom + 56, title);
        canvas.Text(24, 34, title, 19, isBold: true);
        canvas.Text(24, 56, subtitle, 13, fill: Palette.Faint);
        if (hasOthers)
        {
            canvas.Diamond(left + 6, 80, 6, Palette.Of(1));
            canvas.Text(left + 20, 84.5, "published");
        }

        for (var percent = 0; percent <= 100; percent += 20)
        {
            var x = left + (percent / 100.0 * Length);
            canvas.Line(x, top - 6, x, bottom, percent == 0 ? Palette.Axis : Palette.Grid);
            canvas.Text(x, bottom + 18, $"{percent} %", 12, "middle", Palette.Faint);
        }

        canvas.Text(left + (Length / 2), bottom + 42, axis, 13, "middle", Palette.Faint);
        for (var i = 0; i < bars.Count; i++)
        {
            var (name, value, deviation, remark, other) = bars[i];
            var y = top + (i * Step);
            var end = left + (Math.Clamp(value, 0, 1) * Length);
            canvas.Text(left - 10, y + (Height / 2) + 4.5, name, 13, "end");
            canvas.Rectangle(left, y, Math.Max(1, end - left), Height, Palette.Of(0), 2);
            if (deviation > 0)
            {
                var reach = deviation * Length;
                canvas.Line(Math.Max(left, end - reach), y + (Height / 2), end + reach, y + (Height / 2), Palette.Ink, 1.5);
            }

            if (other is { } published)
            {
                canvas.Diamond(left + (Math.Clamp(published, 0, 1) * Length), y + (Height / 2), 6, Palette.Of(1));
            }

            canvas.Text(left + Length + 12, y + (Height / 2) + 4.5, (100 * value).ToString("F1", CultureInfo.InvariantCulture), 13, isBold: true);
            canvas.Text(left + Length + 52, y + (Height / 2) + 4.5, remark, 12, fill: Palette.Faint);
        }

        return canvas.ToString();
    }
}
