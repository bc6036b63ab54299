using System.Collections.Immutable;
using System.Text.Json;
using FederatedSecure.Models;

namespace FederatedSecure.Learning.Data;

/// <summary>
/// What the columns of a CSV file are. All sites of a job use the same schema, so that features have the same order and meaning
/// everywhere: categories and classes are listed in it and not taken from the data.
/// </summary>
public sealed class CsvSchema
{
    private static readonly string[] Kinds = ["numeric", "categorical", "label", "protected", "ignored"];

    private CsvSchema(ImmutableArray<CsvColumn> columns, CsvColumnKind? others)
    {
        Columns = columns;
        Others = others;
    }

    /// <summary>The columns that are named, in the order of the features.</summary>
    public ImmutableArray<CsvColumn> Columns { get; }

    /// <summary>What columns are that are not named: numeric or ignored; null if there must be none.</summary>
    public CsvColumnKind? Others { get; }

    /// <summary>The column to be predicted.</summary>
    public CsvColumn Label => Columns.First(column => column.Kind == CsvColumnKind.Label);

    /// <summary>Reads a schema file: JSON with comments.</summary>
    /// <exception cref="DataException">It is wrong; the message names the place.</exception>
    public static CsvSchema Read(string path)
    {
        try
        {
            return Parse(File.ReadAllBytes(path));
        }
        catch (JsonException exception)
        {
            throw new DataException($"{path}({(exception.LineNumber ?? 0) + 1}): this is not JSON: {exception.Message.Split(" LineNumber:", 2)[0]}", exception);
        }
        catch (DataException exception)
        {
            throw new DataException($"{path}: {exception.Message}", exception);
        }
    }

    private static CsvSchema Parse(byte[] json)
    {
        using var document = JsonDocument.Parse(json, new JsonDocumentOptions { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true, MaxDepth = 8 });
        var root = document.RootElement;
        if (root.ValueKind != JsonValueKind.Object || !root.TryGetProperty("columns", out var list) || list.ValueKind != JsonValueKind.Object)
        {
            throw new DataException("a schema is { \"columns\": { \"age\": \"numeric\", … } }.");
        }

        foreach (var property in root.EnumerateObject().Where(property => property.Name is not ("columns" or "others" or "$schema")))
        {
            throw new DataException($"\"{property.Name}\" is unknown here. {Suggestion.Sentence(property.Name, ["columns", "others"])}");
        }

        var columns = ImmutableArray.CreateBuilder<CsvColumn>();
        foreach (var column in list.EnumerateObject())
        {
            columns.Add(ParseColumn(column.Name, column.Value));
        }

        if (columns.Count(column => column.Kind == CsvColumnKind.Label) != 1)
        {
            throw new DataException("exactly one column is the label: { \"kind\": \"label\", \"values\": [\"no\", \"yes\"] }.");
        }

        CsvColumnKind? others = root.TryGetProperty("others", out var rest) ? ParseKind("others", rest) : null;
        return others is null or CsvColumnKind.Numeric or CsvColumnKind.Ignored
            ? new CsvSchema(columns.ToImmutable(), others)
            : throw new DataException("\"others\" is \"numeric\" or \"ignored\".");
    }

    private static CsvColumn ParseColumn(string name, JsonElement value)
    {
        if (value.ValueKind == JsonValueKind.String)
        {
            var simple = ParseKind(name, value);
            return simple is CsvColumnKind.Categorical or CsvColumnKind.Label
                ? throw new DataException($"column \"{name}\" needs its values: {{ \"kind\": \"{value.GetString()}\", \"values\": [\"…\", \"…\"] }}.")
                : new CsvColumn(name, simple, []);
        }

        if (value.ValueKind != JsonValueKind.Object || !value.TryGetProperty("kind", out var kindElement))
        {
            throw new DataException($"column \"{name}\" is a kind in quotes, or {{ \"kind\": …, \"values\": […] }}.");
        }

        var kind = ParseKind(name, kindElement);
        if (kind is not (CsvColumnKind.Categorical or CsvColumnKind.Label))
        {
            return new CsvColumn(name, kind, []);
        }

        if (!value.TryGetProperty("values", out var list)
            || list.ValueKind != JsonValueKind.Array
            || list.EnumerateArray().Any(item => item.ValueKind != JsonValueKind.String))
        {
            throw new DataException($"column \"{name}\" needs \"values\": a list of texts.");
        }

        ImmutableArray<string> values = [.. list.EnumerateArray().Select(item => item.GetString()!)];
        return values.Length < 2 || values.Distinct().Count() != values.Length
            ? throw new DataException($"column \"{name}\" needs at least two different values.")
            : new CsvColumn(name, kind, values);
    }

    private static CsvColumnKind ParseKind(string name, JsonElement value)
    {
        var text = value.ValueKind == JsonValueKind.String ? value.GetString()! : value.GetRawText();
        return Kinds.Contains(text)
            ? Enum.Parse<CsvColumnKind>(text, ignoreCase: true)
            : throw new DataException($"column \"{name}\": \"{text}\" is no kind. {Suggestion.Sentence(text, Kinds)}");
    }
}
