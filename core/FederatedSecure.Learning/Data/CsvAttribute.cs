using System.Collections.Immutable;

namespace FederatedSecure.Learning.Data;

/// <summary>A protected attribute that no column says by itself: a record belongs to the group of which one column is not 0.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Groups">Names of the groups, each with its columns of the file, which may be features at the same time.</param>
public sealed record CsvAttribute(string Name, ImmutableArray<KeyValuePair<string, ImmutableArray<string>>> Groups);
