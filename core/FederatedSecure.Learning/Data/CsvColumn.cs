using System.Collections.Immutable;

namespace FederatedSecure.Learning.Data;

/// <summary>One column of a CSV schema.</summary>
/// <param name="Name">Its name in the file's first line.</param>
/// <param name="Kind">What it is.</param>
/// <param name="Values">The possible values of a categorical column, the classes of a label, or the groups of a protected column that is cut, in order.</param>
public sealed record CsvColumn(string Name, CsvColumnKind Kind, ImmutableArray<string> Values)
{
    /// <summary>Where a protected column of numbers is cut into groups, ascending: a number belongs to the first cut that is not below it, or to the last group.</summary>
    public ImmutableArray<double> Cuts { get; init; } = [];
}
