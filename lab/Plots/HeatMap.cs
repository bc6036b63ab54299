using System.Globalization;

namespace FederatedSecure.Lab.Plots;

/// <summary>A table of parts from 0 to 1, coloured, with the numbers in per cent.</summary>
internal static class HeatMap
{
    private const double CellWidth = 92;
    private const double CellHeight = 40;
    private const double Gap = 2;

    /// <summary>Draws.</summary>
    /// <param name="title">What it shows.</param>
    /// <param name="subtitle">Under which conditions.</param>
    /// <param name="rowAxis">What the rows are.</param>
    /// <param name="columnAxis">What the columns are.</param>
    /// <param name="rows">Names of the rows.</param>
    /// <param name="columns">Names of the columns.</param>
    /// <param name="value">The part in a cell; null for none.</param>
    /// <param name="separated">Columns at the end that stand apart.</param>
    public static string Draw(
        string title, string subtitle, string rowAxis, string columnAxis, IReadOnlyList<string> rows, IReadOnlyList<string> columns, Func<int, int, double?> value, int separated = 0)
    {
        var left = Math.Max(120, rows.Max(row => SvgCanvas.WidthOf(row, 13)) + 56);
        var longest = columns.Max(column => SvgCanvas.WidthOf(column, 13));
        var top = 106 + (longest > CellWidth ? (longest * 0.55) : 12);
        double Column(int column) => left + (column * (CellWidth + Gap)) + (column >= columns.Count - separated ? 14 : 0);
        double Row(int row) => top + (row * (CellHeight + Gap));
        var width = Math.Max(Column(columns.Count) + 90, 32 + SvgCanvas.WidthOf(title, 19));
        var canvas = new SvgCanvas(width, Row(rows.Count) + 34, title);
        canvas.Text(24, 34, title, 19, isBold: true);
        canvas.Text(24, 56, subtitle, 13, fill: Palette.Faint);
        canvas.Text(left + (columns.Count * (CellWidth + Gap) / 2), 82, columnAxis, 13, "middle", Palette.Faint);
        canvas.Text(30, top + (rows.Count * (CellHeight + Gap) / 2), rowAxis, 13, "middle", Palette.Faint, rotate: -90);
        for (var column = 0; column < columns.Count; column++)
        {
            var isApart = column >= columns.Count - separated;
            var middle = Column(column) + (CellWidth / 2);
            if (longest > CellWidth)
            {
                canvas.Text(middle - 12, top - 10, columns[column], 13, "start", isBold: isApart, rotate: -32);
            }
            else
            {
                canvas.Text(middle, top - 10, columns[column], 13, "middle", isBold: isApart);
            }
        }

        for (var row = 0; row < rows.Count; row++)
        {
            canvas.Text(left - 10, Row(row) + (CellHeight / 2) + 4.5, rows[row], 13, "end");
            for (var column = 0; column < columns.Count; column++)
            {
                var part = value(row, column);
                canvas.Rectangle(Column(column), Row(row), CellWidth, CellHeight, part is { } known ? Palette.OfPart(known) : "#f5f7fa", 3);
                canvas.Text(
                    Column(column) + (CellWidth / 2), Row(row) + (CellHeight / 2) + 5, part is { } shown ? (100 * shown).ToString("F1", CultureInfo.InvariantCulture) : "–", 14, "middle",
                    part is { } inked ? Palette.InkOn(inked) : Palette.Faint);
            }
        }

        Scale(canvas, Column(columns.Count) + 14, top, rows.Count * (CellHeight + Gap));
        return canvas.ToString();
    }

    private static void Scale(SvgCanvas canvas, double x, double y, double height)
    {
        const int steps = 40;
        for (var i = 0; i < steps; i++)
        {
            canvas.Rectangle(x, y + (i * height / steps), 14, (height / steps) + 0.6, Palette.OfPart(1 - ((i + 0.5) / steps)));
        }

        for (var percent = 0; percent <= 100; percent += 50)
        {
            canvas.Text(x + 20, y + (height * (1 - (percent / 100.0))) + 4.5, $"{percent} %", 12, fill: Palette.Faint);
        }
    }
}
