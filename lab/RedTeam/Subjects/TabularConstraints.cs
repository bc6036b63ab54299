using System.Collections.Immutable;
using FederatedSecure.Lab.RedTeam.Evasion;
using FederatedSecure.Learning.Data;

namespace FederatedSecure.Lab.RedTeam.Subjects;

/// <summary>
/// What the records themselves show about possible ones: every feature stays in its observed range, whole numbers stay whole, and of the
/// values of a category exactly one is set. More is known only to who knows the field.
/// </summary>
internal static class TabularConstraints
{
    /// <summary>Learns them.</summary>
    /// <param name="raw">Records as they were read.</param>
    /// <param name="prepared">The same records as the model takes them.</param>
    public static FeatureConstraints Of(DataSet raw, DataSet prepared)
    {
        var length = raw.RecordLength;
        var (lower, upper, steps) = (new float[length], new float[length], new float[length]);
        for (var feature = 0; feature < length; feature++)
        {
            (lower[feature], upper[feature]) = Range(prepared, feature);
            var (smallest, largest) = Range(raw, feature);
            // The unit of the raw feature, in those of the prepared one: preparation is affine.
            steps[feature] = IsWhole(raw, feature) && largest > smallest ? (upper[feature] - lower[feature]) / (largest - smallest) : 0;
        }

        return new FeatureConstraints([.. lower], [.. upper], [.. steps], Groups(raw), []);
    }

    /// <summary>Neighbouring features "column=value" of the same column, of which every record has exactly one.</summary>
    private static ImmutableArray<ImmutableArray<int>> Groups(DataSet data)
    {
        var names = data.FeatureNames;
        return
        [
            .. Enumerable.Range(0, names.Length)
                .Where(i => names[i].Contains('=', StringComparison.Ordinal))
                .GroupBy(i => names[i][..names[i].IndexOf('=', StringComparison.Ordinal)], StringComparer.Ordinal)
                .Select(group => group.ToImmutableArray())
                .Where(group => group.Length > 1 && IsOneHot(data, group)),
        ];
    }

    private static bool IsOneHot(DataSet data, ImmutableArray<int> group)
    {
        var length = data.RecordLength;
        return Enumerable.Range(0, data.Count).All(record =>
            group.All(feature => data.Features[(record * length) + feature] is 0 or 1) && group.Sum(feature => data.Features[(record * length) + feature]) == 1);
    }

    private static bool IsWhole(DataSet data, int feature) =>
        Enumerable.Range(0, data.Count).All(record => float.IsInteger(data.Features[(record * data.RecordLength) + feature]));

    private static (float Lower, float Upper) Range(DataSet data, int feature)
    {
        var (lower, upper) = (float.PositiveInfinity, float.NegativeInfinity);
        for (var i = feature; i < data.Features.Length; i += data.RecordLength)
        {
            (lower, upper) = (Math.Min(lower, data.Features[i]), Math.Max(upper, data.Features[i]));
        }

        return (lower, upper);
    }
}
