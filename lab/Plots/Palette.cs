using System.Globalization;

namespace FederatedSecure.Lab.Plots;

/// <summary>Colours that people with any colour vision can tell apart.</summary>
internal static class Palette
{
    public const string Ink = "#1f2933";
    public const string Faint = "#52606d";
    public const string Grid = "#e4e7eb";
    public const string Axis = "#9aa5b1";

    /// <summary>Okabe and Ito 2008, without the yellow, which is too pale for lines.</summary>
    private static readonly string[] Series = ["#0072b2", "#d55e00", "#009e73", "#cc79a7", "#e69f00", "#56b4e9", "#000000"];

    private static readonly string[] Dashes = ["", "7 4", "2 4", "9 3 2 3"];

    /// <summary>Some points of the cividis scale (Nuñez, Anderton, Renslow 2018), dark for 0.</summary>
    private static readonly (int R, int G, int B)[] Scale = [(0, 34, 78), (53, 69, 108), (102, 105, 112), (148, 142, 119), (200, 184, 102), (254, 232, 56)];

    /// <summary>Colour of a series.</summary>
    public static string Of(int series) => Series[series % Series.Length];

    /// <summary>Dashes of a series: solid for the first few, others when colours repeat.</summary>
    public static string DashOf(int series) => Dashes[series / Series.Length % Dashes.Length];

    /// <summary>Colour of a part from 0 to 1.</summary>
    public static string OfPart(double part)
    {
        var place = Math.Clamp(part, 0, 1) * (Scale.Length - 1);
        var lower = Math.Min((int)place, Scale.Length - 2);
        var (from, to, share) = (Scale[lower], Scale[lower + 1], place - lower);
        int Mix(int a, int b) => (int)Math.Round(a + (share * (b - a)));
        return string.Create(CultureInfo.InvariantCulture, $"#{Mix(from.R, to.R):x2}{Mix(from.G, to.G):x2}{Mix(from.B, to.B):x2}");
    }

    /// <summary>Text on <see cref="OfPart"/>.</summary>
    public static string InkOn(double part) => part < 0.55 ? "#ffffff" : Ink;
}
