using System.Globalization;

namespace FederatedSecure.Lab.Demo;

/// <summary>A figure with its 95 % confidence interval.</summary>
/// <param name="Value">The figure.</param>
/// <param name="Lower">The lower bound.</param>
/// <param name="Upper">The upper bound.</param>
public sealed record DemoFigure(double Value, double Lower, double Upper)
{
    /// <summary>The figure in words.</summary>
    public static string Describe(DemoFigure? figure) => figure is null
        ? "undefined"
        : string.Create(CultureInfo.InvariantCulture, $"{figure.Value:0.00} ({figure.Lower:0.00} to {figure.Upper:0.00})");
}
