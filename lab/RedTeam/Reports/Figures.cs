using System.Globalization;

namespace FederatedSecure.Lab.RedTeam.Reports;

/// <summary>Figures in print.</summary>
internal static class Figures
{
    /// <summary>Four digits that say something; no more than the figure has.</summary>
    /// <example>0.96243 is 0.9624, 12345.6 is 12,346, 0.0000123 is 1.23E-05.</example>
    public static string Show(double value) =>
        double.IsNaN(value) ? "none"
        : double.IsInfinity(value) ? value > 0 ? "infinite" : "−infinite"
        : value == 0 ? "0"
        : Math.Abs(value) >= 1000 ? value.ToString("N0", CultureInfo.InvariantCulture)
        : Math.Abs(value) < 1e-3 ? value.ToString("0.##E-00", CultureInfo.InvariantCulture)
        : Math.Abs(value) >= 10 ? value.ToString("0.##", CultureInfo.InvariantCulture)
        : value.ToString("0.####", CultureInfo.InvariantCulture);

    /// <summary>A part in per cent, with one decimal.</summary>
    public static string Percent(double part) => (100 * part).ToString("0.0", CultureInfo.InvariantCulture) + " %";
}
