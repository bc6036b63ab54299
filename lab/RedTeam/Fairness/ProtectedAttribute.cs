using System.Collections.Immutable;
using FederatedSecure.Learning.Data;

namespace FederatedSecure.Lab.RedTeam.Fairness;

/// <summary>A protected attribute, or the intersection of all of them: unfairness can hide where two disadvantages meet.</summary>
/// <param name="Name">Its name; "Age × sex" for an intersection.</param>
/// <param name="GroupOf">Group of each record.</param>
internal sealed record ProtectedAttribute(string Name, ImmutableArray<string> GroupOf)
{
    /// <summary>More groups than these are values that nobody has grouped, as ages in years.</summary>
    public const int MostGroups = 20;

    /// <summary>Names of the groups in ordinal order.</summary>
    public ImmutableArray<string> Groups { get; } = [.. GroupOf.Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];

    /// <summary>Places of a group's records.</summary>
    public IEnumerable<int> Members(string group) => Enumerable.Range(0, GroupOf.Length).Where(record => GroupOf[record] == group);

    /// <summary>The protected columns of a data set by name, and behind several of them their intersection.</summary>
    public static IReadOnlyList<ProtectedAttribute> Of(DataSet data, bool withIntersection)
    {
        List<ProtectedAttribute> single = [.. data.Protected.OrderBy(column => column.Key, StringComparer.Ordinal)
            .Select(column => new ProtectedAttribute(column.Key, [.. column.Value]))];
        var grouped = single.Where(attribute => attribute.Groups.Length <= MostGroups).ToList();
        return !withIntersection || grouped.Count < 2
            ? single
            : [.. single, new ProtectedAttribute(
                string.Join(" × ", grouped.Select(attribute => attribute.Name)),
                [.. Enumerable.Range(0, data.Count).Select(record => string.Join(" × ", grouped.Select(attribute => attribute.GroupOf[record])))])];
    }
}
