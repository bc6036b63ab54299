using System.Collections.Immutable;
using FederatedSecure.Learning.Data;

namespace FederatedSecure.Lab.RedTeam.Evasion.Tabular;

/// <summary>Reads off data what records of a table can be, in the units that a model sees.</summary>
/// <remarks>
/// <para>
/// Bounds are the smallest and largest value in the data. A column with whole numbers only has whole numbers only. Features named
/// "column=value" (categorical columns), or "column.value" (columns that came as 0 and 1 already), are a one-hot group where every record of the data
/// has exactly one of them at 1; of one-hot groups every value is possible, also one that the data do not have.
/// </para>
/// <para>
/// What follows from data holds for these data: an attacker may know of values that do not occur in them. What holds between columns
/// (a loan not longer than a life) is not seen.
/// </para>
/// </remarks>
internal static class TabularConstraints
{
    /// <summary>Reads the constraints.</summary>
    /// <param name="raw">Records before they are standardized, as many as there are.</param>
    /// <param name="standardization">What the model's records have gone through.</param>
    /// <param name="immutable">Features that an attacker cannot change, by name; the name of a column stands for all its features.</param>
    /// <exception cref="ArgumentException">The records are no table, or a name is unknown.</exception>
    public static FeatureConstraints Of(DataSet raw, Standardization standardization, IReadOnlyCollection<string> immutable)
    {
        if (raw.FeatureShape.Length != 1 || raw.Count == 0)
        {
            throw new ArgumentException("Constraints are read off tables with at least one record.", nameof(raw));
        }

        var length = raw.RecordLength;
        var columns = Enumerable.Range(0, length).Select(feature => RawColumn.Of(raw, feature)).ToArray();
        var groups = Groups(raw);
        foreach (var feature in groups.SelectMany(group => group))
        {
            columns[feature] = new RawColumn(0, 1, IsWhole: true);
        }

        var lower = Standardized([.. columns.Select(column => (float)column.Lowest)]);
        var upper = Standardized([.. columns.Select(column => (float)column.Highest)]);
        var steps = columns.Select((column, i) => column.IsWhole && column.Highest > column.Lowest
            ? (float)((upper[i] - (double)lower[i]) / (column.Highest - column.Lowest))
            : 0f);
        return new FeatureConstraints(
            [.. lower],
            [.. upper],
            [.. steps],
            // A constant feature is standardized to 0 throughout: there is nothing to choose.
            [.. groups.Select(group => group.Where(feature => upper[feature] > lower[feature]).ToImmutableArray()).Where(group => group.Length > 1)],
            [.. immutable.SelectMany(name => Named(raw, name)).Distinct().Order()]);

        float[] Standardized(float[] record) => standardization.Apply(raw with { Features = record, Labels = [0], Protected = ImmutableDictionary<string, string[]>.Empty }).Features;
    }

    /// <summary>The column of a feature: what stands before "=", else before the first ".", else its name.</summary>
    private static string ColumnOf(string feature)
    {
        var end = feature.IndexOf('=', StringComparison.Ordinal);
        end = end < 0 ? feature.IndexOf('.', StringComparison.Ordinal) : end;
        return end <= 0 ? feature : feature[..end];
    }

    private static List<int[]> Groups(DataSet raw) =>
    [
        .. raw.FeatureNames
            .Select((name, feature) => (Column: ColumnOf(name), feature))
            .GroupBy(entry => entry.Column, StringComparer.Ordinal)
            .Select(group => group.Select(entry => entry.feature).ToArray())
            .Where(group => group.Length > 1 && Enumerable.Range(0, raw.Count).All(record => IsOneHot(raw, record, group))),
    ];

    private static bool IsOneHot(DataSet raw, int record, int[] group)
    {
        var values = raw.Features.AsSpan(record * raw.RecordLength, raw.RecordLength);
        var ones = 0;
        foreach (var feature in group)
        {
            if (values[feature] is not (0 or 1))
            {
                return false;
            }

            ones += values[feature] == 1 ? 1 : 0;
        }

        return ones == 1;
    }

    private static int[] Named(DataSet raw, string name)
    {
        var found = Enumerable.Range(0, raw.FeatureNames.Length)
            .Where(feature => raw.FeatureNames[feature] == name || ColumnOf(raw.FeatureNames[feature]) == name)
            .ToArray();
        return found.Length > 0
            ? found
            : throw new ArgumentException($"There is no feature and no column \"{name}\"; there are {string.Join(", ", raw.FeatureNames.Select(ColumnOf).Distinct(StringComparer.Ordinal))}.", nameof(name));
    }

    private readonly record struct RawColumn(double Lowest, double Highest, bool IsWhole)
    {
        public static RawColumn Of(DataSet raw, int feature)
        {
            var column = new RawColumn(double.PositiveInfinity, double.NegativeInfinity, IsWhole: true);
            for (var record = 0; record < raw.Count; record++)
            {
                double value = raw.Features[(record * raw.RecordLength) + feature];
                column = new RawColumn(Math.Min(column.Lowest, value), Math.Max(column.Highest, value), column.IsWhole && value == Math.Floor(value));
            }

            return column;
        }
    }
}
