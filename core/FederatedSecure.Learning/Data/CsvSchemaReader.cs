using System.Collections.Immutable;
using System.Text.Json;
using FederatedSecure.Models;

namespace FederatedSecure.Learning.Data;

/// <summary>From a schema file to a schema. Stops at the first problem and names its line.</summary>
internal sealed class CsvSchemaReader
{
    private const int LargestFile = 16 << 20;
    private static readonly string[] Properties = ["columns", "others", "standardize", "protected", "$schema"];
    private static readonly string[] ColumnProperties = ["kind", "values", "cuts"];
    private static readonly string[] Kinds = [.. Enum.GetNames<CsvColumnKind>().Select(name => name.ToLowerInvariant())];
    private static readonly JsonDocumentOptions Json = new() { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true, MaxDepth = 8 };
    private readonly string _path;
    private readonly JsonLines _lines;

    private CsvSchemaReader(string path, JsonLines lines)
    {
        _path = path;
        _lines = lines;
    }

    public static CsvSchema Read(string path)
    {
        var json = DataStream.Read(path, (stream, _) => ReadBytes(path, stream));
        try
        {
            using var document = JsonDocument.Parse(json, Json);
            var lines = JsonLines.Of(json, Json);
            return new CsvSchemaReader(path, lines).Read(document.RootElement);
        }
        catch (JsonException exception)
        {
            // The parser ends its message with its own count of lines, which starts at 0.
            var problem = exception.Message.Split(" LineNumber:", 2)[0];
            throw new DataException(path, (exception.LineNumber ?? 0) + 1, $"this is not JSON: {problem}", exception);
        }
        catch (InvalidOperationException exception)
        {
            // Half a surrogate pair, written as an escape, is only noticed when the text is taken out.
            throw new DataException(path, 0, "some text is not valid Unicode: write names in plain letters.", exception);
        }
    }

    private static byte[] ReadBytes(string path, Stream stream)
    {
        using var bytes = new MemoryStream();
        var buffer = new byte[64 << 10];
        int read;
        while ((read = stream.Read(buffer)) > 0)
        {
            bytes.Write(buffer, 0, read);
            if (bytes.Length > LargestFile)
            {
                throw new DataException(path, 0, "this is too long for a schema. Are data and schema swapped?");
            }
        }

        // JSON must not start with a byte order mark, but editors write one.
        var all = bytes.ToArray();
        return all is [0xEF, 0xBB, 0xBF, ..] ? all[3..] : all;
    }

    private CsvSchema Read(JsonElement root)
    {
        if (root.ValueKind != JsonValueKind.Object || !root.TryGetProperty("columns", out var list) || list.ValueKind != JsonValueKind.Object)
        {
            throw Fail("", "a schema is { \"columns\": { \"age\": \"numeric\", … } }.");
        }

        if (_lines.Duplicate is { } duplicate)
        {
            throw Fail(duplicate, $"\"{duplicate[(duplicate.LastIndexOf('/') + 1)..]}\" stands here for the second time: remove one.");
        }

        RequireKnown("", root, Properties);
        var columns = list.EnumerateObject().Select(column => ReadColumn(column.Name, column.Value)).ToImmutableArray();
        if (columns.Count(column => column.Kind == CsvColumnKind.Label) != 1)
        {
            throw Fail("/columns", "exactly one column must be the label: { \"kind\": \"label\", \"values\": [\"no\", \"yes\"] }.");
        }

        CsvColumnKind? others = root.TryGetProperty("others", out var rest) ? ReadKind("/others", rest) : null;
        if (others is not (null or CsvColumnKind.Numeric or CsvColumnKind.Ignored))
        {
            throw Fail("/others", "\"others\" is \"numeric\" or \"ignored\".");
        }

        var standardize = !root.TryGetProperty("standardize", out var flag) || flag.ValueKind switch
        {
            JsonValueKind.True => true,
            JsonValueKind.False => false,
            _ => throw Fail("/standardize", "\"standardize\" is true or false."),
        };
        return new CsvSchema(columns, others, standardize, ReadAttributes(root, columns));
    }

    private CsvColumn ReadColumn(string name, JsonElement value)
    {
        var place = $"/columns/{name}";
        if (value.ValueKind == JsonValueKind.String)
        {
            var simple = ReadKind(place, value);
            return simple is CsvColumnKind.Categorical or CsvColumnKind.Label
                ? throw Fail(place, $"column \"{name}\" needs its values: {{ \"kind\": \"{value.GetString()}\", \"values\": [\"…\", \"…\"] }}.")
                : new CsvColumn(name, simple, []);
        }

        if (value.ValueKind != JsonValueKind.Object || !value.TryGetProperty("kind", out var kindElement))
        {
            throw Fail(place, $"column \"{name}\" is a kind in quotes ({string.Join(", ", Kinds)}), or {{ \"kind\": …, \"values\": […] }}.");
        }

        RequireKnown(place, value, ColumnProperties);
        var kind = ReadKind($"{place}/kind", kindElement);
        var hasValues = value.TryGetProperty("values", out var list);
        if (kind == CsvColumnKind.Protected && value.TryGetProperty("cuts", out var cuts))
        {
            return ReadCuts(place, name, cuts, hasValues ? list : default);
        }

        if (value.TryGetProperty("cuts", out _))
        {
            throw Fail($"{place}/cuts", $"only protected columns are cut into groups: make column \"{name}\" protected, or remove the cuts.");
        }

        if (kind is not (CsvColumnKind.Categorical or CsvColumnKind.Label))
        {
            return hasValues
                ? throw Fail($"{place}/values", $"only categorical columns and labels have values: make column \"{name}\" categorical, or remove them.")
                : new CsvColumn(name, kind, []);
        }

        if (!hasValues || list.ValueKind != JsonValueKind.Array || list.EnumerateArray().Any(item => item.ValueKind != JsonValueKind.String))
        {
            throw Fail(place, $"column \"{name}\" needs \"values\": a list of texts, also where they look like numbers.");
        }

        // Cells are compared without the blanks around them.
        ImmutableArray<string> values = [.. list.EnumerateArray().Select(item => item.GetString()!.Trim())];
        return values.Length < 2 || values.Distinct(StringComparer.Ordinal).Count() != values.Length
            ? throw Fail($"{place}/values", $"column \"{name}\" needs at least two values, all different.")
            : new CsvColumn(name, kind, values);
    }

    private CsvColumn ReadCuts(string place, string name, JsonElement cuts, JsonElement values)
    {
        if (cuts.ValueKind != JsonValueKind.Array || cuts.GetArrayLength() == 0 || cuts.EnumerateArray().Any(item => item.ValueKind != JsonValueKind.Number))
        {
            throw Fail($"{place}/cuts", $"the cuts of column \"{name}\" are a list of numbers: [25].");
        }

        ImmutableArray<double> at = [.. cuts.EnumerateArray().Select(item => item.GetDouble())];
        if (at.Zip(at.Skip(1)).Any(pair => pair.First >= pair.Second))
        {
            throw Fail($"{place}/cuts", $"the cuts of column \"{name}\" must ascend.");
        }

        var isNamed = values.ValueKind == JsonValueKind.Array && values.EnumerateArray().All(item => item.ValueKind == JsonValueKind.String);
        ImmutableArray<string> groups = isNamed ? [.. values.EnumerateArray().Select(item => item.GetString()!.Trim())] : [];
        return groups.Length == at.Length + 1 && groups.Distinct(StringComparer.Ordinal).Count() == groups.Length
            ? new CsvColumn(name, CsvColumnKind.Protected, groups) { Cuts = at }
            : throw Fail(place, $"column \"{name}\" needs \"values\" with the names of its {at.Length + 1} groups, all different: [\"up to 25\", \"over 25\"].");
    }

    private ImmutableArray<CsvAttribute> ReadAttributes(JsonElement root, ImmutableArray<CsvColumn> columns)
    {
        if (!root.TryGetProperty("protected", out var list))
        {
            return [];
        }

        if (list.ValueKind != JsonValueKind.Object)
        {
            throw Fail("/protected", "\"protected\" is { \"sex\": { \"female\": [\"column\", …], \"male\": [\"column\", …] } }.");
        }

        return [.. list.EnumerateObject().Select(attribute => ReadAttribute(attribute, columns))];
    }

    private CsvAttribute ReadAttribute(JsonProperty attribute, ImmutableArray<CsvColumn> columns)
    {
        var place = $"/protected/{attribute.Name}";
        if (columns.Any(column => column.Kind == CsvColumnKind.Protected && column.Name == attribute.Name))
        {
            throw Fail(place, $"\"{attribute.Name}\" is a protected column already: give one of them another name.");
        }

        var isWellFormed = attribute.Value.ValueKind == JsonValueKind.Object
            && attribute.Value.EnumerateObject().Count() >= 2
            && attribute.Value.EnumerateObject().All(group => group.Value.ValueKind == JsonValueKind.Array
                && group.Value.GetArrayLength() > 0 && group.Value.EnumerateArray().All(item => item.ValueKind == JsonValueKind.String));
        return isWellFormed
            ? new CsvAttribute(attribute.Name, [.. attribute.Value.EnumerateObject().Select(group => KeyValuePair.Create(
                group.Name, group.Value.EnumerateArray().Select(item => item.GetString()!).ToImmutableArray()))])
            : throw Fail(place, $"\"{attribute.Name}\" needs at least two groups with their columns: {{ \"female\": [\"column\", …], \"male\": [\"column\", …] }}.");
    }

    private CsvColumnKind ReadKind(string place, JsonElement value)
    {
        var text = value.ValueKind == JsonValueKind.String ? value.GetString()! : value.GetRawText();
        return Kinds.Contains(text)
            ? Enum.Parse<CsvColumnKind>(text, ignoreCase: true)
            : throw Fail(place, $"\"{text}\" is no kind of column. {Suggestion.Sentence(text, Kinds)}");
    }

    private void RequireKnown(string place, JsonElement value, string[] known)
    {
        foreach (var property in value.EnumerateObject().Where(property => !known.Contains(property.Name)))
        {
            throw Fail($"{place}/{property.Name}", $"\"{property.Name}\" is unknown here. {Suggestion.Sentence(property.Name, known)}");
        }
    }

    private DataException Fail(string place, string problem) => new(_path, _lines[place], problem);
}
