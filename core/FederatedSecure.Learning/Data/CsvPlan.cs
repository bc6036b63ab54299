using System.Collections.Immutable;
using FederatedSecure.Models;

namespace FederatedSecure.Learning.Data;

/// <summary>The columns of one file as its schema sees them.</summary>
/// <param name="Features">Numeric and categorical columns with their places in the file, in the order of the features.</param>
/// <param name="Label">What is to be predicted.</param>
/// <param name="Protected">Protected attributes.</param>
/// <param name="Attributes">Protected attributes that follow from several columns.</param>
/// <param name="Width">Fields that every line has.</param>
/// <param name="Standardize">Whether numeric features are brought to mean 0 and deviation 1 before training.</param>
internal sealed record CsvPlan(
    ImmutableArray<CsvPlan.Entry> Features,
    CsvPlan.Entry Label,
    ImmutableArray<CsvPlan.Entry> Protected,
    ImmutableArray<CsvPlan.Attribute> Attributes,
    int Width,
    bool Standardize)
{
    /// <summary>Names each feature: a categorical column has one for each value.</summary>
    public IEnumerable<string> FeatureNames => Features.SelectMany(entry =>
        entry.Column.Kind == CsvColumnKind.Numeric ? [entry.Column.Name] : entry.Column.Values.Select(value => $"{entry.Column.Name}={value}"));

    /// <exception cref="DataException">The header does not go with the schema.</exception>
    public static CsvPlan Of(string path, List<string> header, CsvSchema schema)
    {
        var places = new Dictionary<string, int>(StringComparer.Ordinal);
        for (var i = 0; i < header.Count; i++)
        {
            // Blanks around names are nobody's intention. A byte order mark in front has gone with the decoding.
            if (!places.TryAdd(header[i].Trim(), i))
            {
                throw new DataException(path, 1, $"there are two columns \"{header[i].Trim()}\": rename one.");
            }
        }

        if (schema.Columns.FirstOrDefault(column => !places.ContainsKey(column.Name)) is { } missing)
        {
            var remedy = header is [var only] && only.Contains(';', StringComparison.Ordinal)
                ? "The file seems to separate fields with semicolons; commas are needed."
                : Suggestion.Sentence(missing.Name, places.Keys);
            throw new DataException(path, 1, $"there is no column \"{missing.Name}\", which the schema names. {remedy}");
        }

        var attributes = schema.Attributes.Select(attribute => AttributeOf(path, attribute, places)).ToImmutableArray();
        var named = schema.Columns.Select(column => column.Name).ToHashSet(StringComparer.Ordinal);
        var unnamed = places.Where(place => !named.Contains(place.Key)).OrderBy(place => place.Value).ToList();
        if (unnamed.Count > 0 && schema.Others is null)
        {
            throw new DataException(
                path, 1, $"the schema does not say what column \"{unnamed[0].Key}\" is: name it there, or write \"others\": \"ignored\" into it.");
        }

        // What the schema leaves to "others" keeps the file's order, so that order has to be the same at all sites.
        var all = schema.Columns.Select(column => new Entry(places[column.Name], column))
            .Concat(unnamed.Select(place => new Entry(place.Value, new CsvColumn(place.Key, schema.Others!.Value, []))))
            .ToList();
        var features = all.Where(entry => entry.Column.Kind is CsvColumnKind.Numeric or CsvColumnKind.Categorical).ToImmutableArray();
        return features.IsEmpty
            ? throw new DataException(path, 1, "no column is a feature: make at least one numeric or categorical in the schema.")
            : new CsvPlan(
                features,
                all.First(entry => entry.Column.Kind == CsvColumnKind.Label),
                [.. all.Where(entry => entry.Column.Kind == CsvColumnKind.Protected)],
                attributes,
                header.Count,
                schema.Standardize);
    }

    private static Attribute AttributeOf(string path, CsvAttribute attribute, Dictionary<string, int> places) => new(
        attribute.Name,
        [.. attribute.Groups.SelectMany(group => group.Value.Select(column => places.TryGetValue(column, out var place)
            ? (place, group.Key)
            : throw new DataException(
                path, 1, $"there is no column \"{column}\", which the schema's attribute \"{attribute.Name}\" follows from. {Suggestion.Sentence(column, places.Keys)}")))]);

    /// <param name="Name">The attribute.</param>
    /// <param name="Members">Fields of a line that make a record a member of a group where they are not 0.</param>
    internal readonly record struct Attribute(string Name, ImmutableArray<(int Place, string Group)> Members);

    /// <param name="Place">Field of a line, from 0.</param>
    /// <param name="Column">What it is.</param>
    internal readonly record struct Entry(int Place, CsvColumn Column);
}
