using System.Collections.Immutable;
using FederatedSecure.Lab.RedTeam.Probes;
using FederatedSecure.Learning.Data;

namespace FederatedSecure.Lab.RedTeam.Privacy.Attributes;

/// <summary>Something about a record that an attacker wants to know and the model was given: one feature with two values, or a one-hot group.</summary>
/// <param name="Name">For the report.</param>
/// <param name="Columns">The features that carry it, of which the attacker sees none.</param>
internal sealed record SensitiveAttribute(string Name, ImmutableArray<int> Columns)
{
    /// <summary>
    /// All attributes of flat records: one-hot groups (those that are known, else neighbouring columns of which every record has exactly
    /// one), and the other features with exactly two values.
    /// </summary>
    public static ImmutableArray<SensitiveAttribute> Of(ProbeSubject subject)
    {
        if (subject.Training is not { FeatureShape: [var columns], Count: > 0 } training)
        {
            return [];
        }

        float?[] uppers = [.. Enumerable.Range(0, columns).Select(column => UpperOfTwo(training, column))];
        var groups = subject.Constraints is { Groups.IsEmpty: false } constraints ? constraints.Groups : Groups(training, uppers);
        var inGroups = groups.SelectMany(group => group).ToHashSet();
        var single = Enumerable.Range(0, columns).Where(column => uppers[column] is not null && !inGroups.Contains(column));
        return
        [
            .. groups.Concat(single.Select(column => ImmutableArray.Create(column)))
                .OrderBy(group => group[0])
                .Select(group => new SensitiveAttribute(NameOf(training, group), group)),
        ];
    }

    /// <summary>The value of a record: 0 or 1 of a feature with two values, the largest column of a group.</summary>
    /// <param name="record">All features.</param>
    /// <param name="upper">The larger one of two values.</param>
    public int ValueOf(ReadOnlySpan<float> record, float upper)
    {
        if (Columns.Length == 1)
        {
            return record[Columns[0]] >= upper ? 1 : 0;
        }

        var best = 0;
        for (var i = 1; i < Columns.Length; i++)
        {
            best = record[Columns[i]] > record[Columns[best]] ? i : best;
        }

        return best;
    }

    /// <summary>Number of values.</summary>
    public int Values => Math.Max(2, Columns.Length);

    /// <summary>The larger value of a feature with exactly two; null of any other.</summary>
    private static float? UpperOfTwo(DataSet data, int column)
    {
        var values = new HashSet<float>();
        for (var i = column; i < data.Features.Length && values.Count <= 2; i += data.RecordLength)
        {
            values.Add(data.Features[i]);
        }

        return values.Count == 2 ? values.Max() : null;
    }

    private static ImmutableArray<ImmutableArray<int>> Groups(DataSet data, float?[] uppers)
    {
        var groups = ImmutableArray.CreateBuilder<ImmutableArray<int>>();
        for (var first = 0; first < uppers.Length; first++)
        {
            // As far as no record has two of the columns; a group where every record has one.
            var counts = new int[data.Count];
            for (var last = first; last < uppers.Length && IsCategory(last) && Add(last, counts); last++)
            {
                if (last > first && counts.All(count => count == 1))
                {
                    groups.Add([.. Enumerable.Range(first, last - first + 1)]);
                    first = last;
                    break;
                }
            }

            // A category that no record has may lie among the others, and not before them.
            bool IsCategory(int column) => uppers[column] is not null || (column > first && uppers[first] is not null && IsAlwaysZero(column));
        }

        return groups.ToImmutable();

        bool IsAlwaysZero(int column) => Enumerable.Range(0, data.Count).All(record => data.Features[(record * data.RecordLength) + column] == 0);

        bool Add(int column, int[] counts)
        {
            for (var record = 0; record < counts.Length; record++)
            {
                counts[record] += data.Features[(record * data.RecordLength) + column] == uppers[column] ? 1 : 0;
            }

            return counts.All(count => count <= 1);
        }
    }

    private static string NameOf(DataSet data, ImmutableArray<int> group)
    {
        var names = data.FeatureNames;
        return names.IsEmpty ? $"feature {group[0]}"
            : group.Length == 1 ? names[group[0]]
            : CommonStart([.. group.Select(column => names[column])]);
    }

    private static string CommonStart(string[] names)
    {
        var length = 0;
        while (names.All(name => name.Length > length && name[length] == names[0][length]))
        {
            length++;
        }

        return length > 0 ? names[0][..length].TrimEnd('=', '_', '-', ':', '.', ' ') : names[0];
    }
}
