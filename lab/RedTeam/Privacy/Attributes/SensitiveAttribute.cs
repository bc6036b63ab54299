using System.Collections.Immutable;
using FederatedSecure.Lab.RedTeam.Probes;

namespace FederatedSecure.Lab.RedTeam.Privacy.Attributes;

/// <summary>Something about a record that an attacker wants to know and the model was given: one feature with two values, or a one-hot group.</summary>
/// <param name="Name">For the report.</param>
/// <param name="Columns">The features that carry it, of which the attacker sees none.</param>
internal sealed record SensitiveAttribute(string Name, ImmutableArray<int> Columns)
{
    /// <summary>All attributes of flat records: the one-hot groups that are known, and the features with exactly two values.</summary>
    public static ImmutableArray<SensitiveAttribute> Of(ProbeSubject subject)
    {
        if (subject.Training is not { FeatureShape: [var columns] } training)
        {
            return [];
        }

        var found = ImmutableArray.CreateBuilder<SensitiveAttribute>();
        var taken = new HashSet<int>();
        foreach (var group in subject.Constraints?.Groups ?? [])
        {
            taken.UnionWith(group);
            found.Add(new SensitiveAttribute(NameOf(group), group));
        }

        for (var column = 0; column < columns; column++)
        {
            if (!taken.Contains(column) && HasTwoValues(column))
            {
                found.Add(new SensitiveAttribute(NameOf([column]), [column]));
            }
        }

        return found.ToImmutable();

        bool HasTwoValues(int column)
        {
            var values = new HashSet<float>();
            for (var i = column; i < training.Features.Length && values.Count <= 2; i += columns)
            {
                values.Add(training.Features[i]);
            }

            return values.Count == 2;
        }

        string NameOf(ImmutableArray<int> group)
        {
            var names = training.FeatureNames;
            return names.IsEmpty ? $"feature {group[0]}"
                : group.Length == 1 ? names[group[0]]
                : CommonStart([.. group.Select(column => names[column])]);
        }
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
