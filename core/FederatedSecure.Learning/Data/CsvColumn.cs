using System.Collections.Immutable;

namespace FederatedSecure.Learning.Data;

/// <summary>One column of a CSV schema.</summary>
/// <param name="Name">Its name in the file's first line.</param>
/// <param name="Kind">What it is.</param>
/// <param name="Values">The possible values of a categorical column, or the classes of a label, in order.</param>
public sealed record CsvColumn(string Name, CsvColumnKind Kind, ImmutableArray<string> Values);
