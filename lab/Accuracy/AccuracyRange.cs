using System.Globalization;

namespace FederatedSecure.Lab.Accuracy;

/// <summary>Between which values a figure lies at the sites.</summary>
/// <param name="Least">The smallest.</param>
/// <param name="Most">The largest.</param>
public sealed record AccuracyRange(double Least, double Most)
{
    /// <param name="values">At least one.</param>
    public static AccuracyRange Of(IReadOnlyCollection<double> values) => new(values.Min(), values.Max());

    /// <summary>"0.52–1.4", or one number where there is one only.</summary>
    /// <param name="format">Format of a number.</param>
    public string ToString(string format)
    {
        var (least, most) = (Least.ToString(format, CultureInfo.InvariantCulture), Most.ToString(format, CultureInfo.InvariantCulture));
        return least == most ? least : $"{least}–{most}";
    }
}
