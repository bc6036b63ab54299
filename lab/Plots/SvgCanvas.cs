using System.Globalization;
using System.Security;
using System.Text;

namespace FederatedSecure.Lab.Plots;

/// <summary>A drawing that grows shape by shape. Coordinates are pixels from the upper left corner.</summary>
internal sealed class SvgCanvas(double width, double height, string title)
{
    private const string Fonts = "Inter, 'Segoe UI', 'Helvetica Neue', Arial, 'DejaVu Sans', sans-serif";
    private readonly StringBuilder _shapes = new();

    /// <summary>The whole file.</summary>
    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture,
        $"""
        <svg xmlns="http://www.w3.org/2000/svg" width="{width:0.#}" height="{height:0.#}" viewBox="0 0 {width:0.#} {height:0.#}" font-family="{Fonts}" role="img">
        <title>{SecurityElement.Escape(title)}</title>
        <rect width="100%" height="100%" fill="#ffffff"/>
        {_shapes}</svg>

        """);

    public void Text(double x, double y, string text, double size = 13, string anchor = "start", string fill = Palette.Ink, bool isBold = false, double rotate = 0)
    {
        var turned = rotate == 0 ? "" : Number($" transform=\"rotate({rotate:0.#} {x:0.##} {y:0.##})\"");
        var weight = isBold ? " font-weight=\"600\"" : "";
        Add($"<text x=\"{x:0.##}\" y=\"{y:0.##}\" font-size=\"{size:0.#}\" text-anchor=\"{anchor}\" fill=\"{fill}\"{weight}{turned}>{SecurityElement.Escape(text)}</text>");
    }

    public void Line(double x1, double y1, double x2, double y2, string stroke = Palette.Grid, double thickness = 1, string dash = "") =>
        Add($"<line x1=\"{x1:0.##}\" y1=\"{y1:0.##}\" x2=\"{x2:0.##}\" y2=\"{y2:0.##}\" stroke=\"{stroke}\" stroke-width=\"{thickness:0.##}\"{Dash(dash)}/>");

    public void Rectangle(double x, double y, double w, double h, string fill, double corner = 0, string stroke = "none") =>
        Add($"<rect x=\"{x:0.##}\" y=\"{y:0.##}\" width=\"{w:0.##}\" height=\"{h:0.##}\" rx=\"{corner:0.#}\" fill=\"{fill}\" stroke=\"{stroke}\"/>");

    public void Path(IEnumerable<(double X, double Y)> points, string stroke, double thickness = 2, string dash = "") =>
        Add($"<polyline points=\"{Points(points)}\" fill=\"none\" stroke=\"{stroke}\" stroke-width=\"{thickness:0.##}\" stroke-linejoin=\"round\" stroke-linecap=\"round\"{Dash(dash)}/>");

    public void Area(IEnumerable<(double X, double Y)> points, string fill, double opacity) =>
        Add($"<polygon points=\"{Points(points)}\" fill=\"{fill}\" fill-opacity=\"{opacity:0.##}\" stroke=\"none\"/>");

    public void Circle(double x, double y, double radius, string fill) =>
        Add($"<circle cx=\"{x:0.##}\" cy=\"{y:0.##}\" r=\"{radius:0.##}\" fill=\"{fill}\"/>");

    public void Diamond(double x, double y, double radius, string stroke) =>
        Add($"<path d=\"M{x:0.##} {y - radius:0.##} L{x + radius:0.##} {y:0.##} L{x:0.##} {y + radius:0.##} L{x - radius:0.##} {y:0.##} Z\" fill=\"#ffffff\" stroke=\"{stroke}\" stroke-width=\"1.8\"/>");

    /// <summary>About how wide a text is: the fonts differ.</summary>
    public static double WidthOf(string text, double size) => 0.62 * size * text.Length;

    private static string Dash(string dash) => dash.Length == 0 ? "" : $" stroke-dasharray=\"{dash}\"";

    private static string Points(IEnumerable<(double X, double Y)> points) => string.Join(' ', points.Select(point => Number($"{point.X:0.##},{point.Y:0.##}")));

    private static string Number(FormattableString text) => FormattableString.Invariant(text);

    private void Add(FormattableString shape) => _shapes.Append(Number(shape)).Append('\n');
}
