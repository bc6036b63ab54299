using System.Collections.Immutable;
using System.Globalization;
using FederatedSecure.Assurance.Measurements;
using FederatedSecure.Learning.Data;
using FederatedSecure.Statistics.Intervals;

namespace FederatedSecure.Lab.RedTeam.Privacy.Inversion;

/// <summary>How inversion probes report: medians with bounds that hold whatever the distribution.</summary>
internal static class InversionFigures
{
    private const double Confidence = 0.95;

    /// <summary>What attacks without any protection in their way have to reach, in decibels; below, figures of protected ones mean nothing.</summary>
    public const double Control = 30;

    /// <summary>A median; smaller is better, since it is the attacker's success.</summary>
    public static Measurement Median(string id, string setting, ReadOnlySpan<double> values)
    {
        var interval = MedianInterval.Of(values, Confidence);
        return new Measurement(id, MedianInterval.Median(values), interval.Lower, interval.Upper, values.Length) { Setting = setting, LargerIsBetter = false };
    }

    /// <summary>The same as a point of a curve.</summary>
    public static CurvePoint Point(double x, ReadOnlySpan<double> values)
    {
        var interval = MedianInterval.Of(values, Confidence);
        return new CurvePoint(x, MedianInterval.Median(values), interval.Lower, interval.Upper);
    }

    /// <summary>The control itself, and why all else means nothing; null where it is good.</summary>
    public static (Measurement Figure, string? Problem) ControlOf(string id, string setting, ReadOnlySpan<double> values)
    {
        var figure = Median(id, setting, values);
        return (figure, figure.Value > Control
            ? null
            : Text($"the control failed: from single updates without protection the attack reaches {figure.Value:F1} dB, not {Control:F0}"));
    }

    /// <summary>A picture for the report; none where the records are no pictures that can be shown.</summary>
    public static ImmutableArray<Picture> Show(DataSet data, string group, string caption, float[] pixels) =>
        data.FeatureShape is [1 or 3, var height, var width] ? [new Picture(group, caption, data.FeatureShape[0], height, width, pixels)] : [];

    /// <summary>Text whose numbers look the same everywhere.</summary>
    public static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
