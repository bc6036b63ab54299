using System.Globalization;
using System.Text.Json;
using FederatedSecure.Models;

namespace FederatedSecure.Lab.Batch;

/// <summary>The arguments of one case, taken out by name and kind. Whatever is left over at the end is an error.</summary>
internal sealed class BatchArguments(JsonElement arguments)
{
    private readonly HashSet<string> _used = [];

    /// <summary>A whole number from a range.</summary>
    public int Whole(string name, int least, int most)
    {
        var value = Word(name);
        return value >= (ulong)least && value <= (ulong)most
            ? (int)value
            : throw new BatchException(string.Create(CultureInfo.InvariantCulture, $"{name} must be a whole number from {least} to {most}"));
    }

    /// <summary>The same, with a default.</summary>
    public int Whole(string name, int least, int most, int fallback) => Has(name) ? Whole(name, least, most) : fallback;

    /// <summary>A whole number below 2^64, as a number or in decimal digits.</summary>
    public ulong Word(string name) => ToWord(Get(name), name);

    /// <summary>The same, with a default.</summary>
    public ulong Word(string name, ulong fallback) => Has(name) ? Word(name) : fallback;

    /// <summary>A list of whole numbers below 2^64.</summary>
    /// <param name="name">The argument.</param>
    /// <param name="otherwise">What else a caller may do who has other numbers; the end of the error.</param>
    public ulong[] Words(string name, string otherwise = "") => [.. List(name).Select(element => ToWord(element, name, otherwise))];

    /// <summary>A number.</summary>
    public double Real(string name) => ToReal(Get(name), name);

    /// <summary>A list of numbers.</summary>
    public double[] Reals(string name) => [.. List(name).Select(element => ToReal(element, name))];

    /// <summary>A list of numbers, among them "NaN", "Infinity" and "-Infinity" in quotes.</summary>
    public double[] RealsWithNonFinite(string name) => [.. List(name).Select(element => ToAnyReal(element, name))];

    /// <summary>true or false.</summary>
    public bool Flag(string name) => Get(name).ValueKind switch
    {
        JsonValueKind.True => true,
        JsonValueKind.False => false,
        _ => throw new BatchException($"{name} must be true or false"),
    };

    /// <summary>A list of lists of numbers.</summary>
    public double[][] Rows(string name) =>
        [.. List(name).Select(row => row.ValueKind == JsonValueKind.Array
            ? row.EnumerateArray().Select(element => ToReal(element, name)).ToArray()
            : throw new BatchException($"{name} must be a list of lists: [[ … ], … ]"))];

    /// <summary>A list of lists of numbers, among them "NaN", "Infinity" and "-Infinity" in quotes.</summary>
    public double[][] RowsWithNonFinite(string name) =>
        [.. List(name).Select(row => row.ValueKind == JsonValueKind.Array
            ? row.EnumerateArray().Select(element => ToAnyReal(element, name)).ToArray()
            : throw new BatchException($"{name} must be a list of lists: [[ … ], … ]"))];

    /// <summary>The fields of an object by name; none if the argument was not given.</summary>
    public IReadOnlyDictionary<string, JsonElement> Fields(string name) =>
        !Has(name) ? new Dictionary<string, JsonElement>()
        : Get(name) is { ValueKind: JsonValueKind.Object } element ? element.EnumerateObject().ToDictionary(field => field.Name, field => field.Value)
        : throw new BatchException($"{name} must be an object: {{ … }}");

    /// <summary>Text, with a default.</summary>
    public string Text(string name, string fallback) =>
        !Has(name) ? fallback
        : Get(name) is { ValueKind: JsonValueKind.String } text ? text.GetString()!
        : throw new BatchException($"{name} must be text in quotes");

    /// <summary>A list.</summary>
    public IReadOnlyList<JsonElement> List(string name) =>
        Get(name) is { ValueKind: JsonValueKind.Array } list ? [.. list.EnumerateArray()] : throw new BatchException($"{name} must be a list: [ … ]");

    /// <summary>Whatever it is, for a reader that takes several kinds and checks which.</summary>
    public JsonElement Any(string name) => Get(name);

    /// <summary>Bytes in base64.</summary>
    public byte[] Bytes(string name) =>
        Get(name) is { ValueKind: JsonValueKind.String } text && text.TryGetBytesFromBase64(out var bytes)
            ? bytes
            : throw new BatchException($"{name} must be bytes in base64");

    /// <summary>The fields of an object in a list.</summary>
    public static BatchArguments Of(JsonElement element, string name) =>
        element.ValueKind == JsonValueKind.Object ? new BatchArguments(element) : throw new BatchException($"{name} must hold objects: {{ … }}");

    /// <summary>The fields of an object; no fields where it was not given.</summary>
    public BatchArguments Nested(string name) => Has(name) ? Of(Get(name), name) : new BatchArguments(default);

    /// <summary>All arguments that nobody has asked for yet, as numbers and texts, for a reader that knows their names and checks them.</summary>
    public Dictionary<string, object> Rest()
    {
        var rest = new Dictionary<string, object>(StringComparer.Ordinal);
        if (arguments.ValueKind == JsonValueKind.Object)
        {
            foreach (var field in arguments.EnumerateObject().Where(field => !_used.Contains(field.Name)).ToList())
            {
                _used.Add(field.Name);
                rest[field.Name] = field.Value.ValueKind switch
                {
                    JsonValueKind.Number => field.Value.GetDouble(),
                    JsonValueKind.String => field.Value.GetString()!,
                    _ => throw new BatchException($"{field.Name} must be a number or text"),
                };
            }
        }

        return rest;
    }

    /// <summary>What kind of value an argument that was given has.</summary>
    public JsonValueKind Kind(string name) => Get(name).ValueKind;

    /// <summary>Whether an argument was given.</summary>
    public bool Has(string name)
    {
        _used.Add(name);
        return arguments.ValueKind == JsonValueKind.Object && arguments.TryGetProperty(name, out _);
    }

    /// <summary>Makes sure that nothing was given that nobody looked at: it would be a misspelt argument.</summary>
    public void RequireAllUsed()
    {
        if (arguments.ValueKind != JsonValueKind.Object)
        {
            return;
        }

        foreach (var name in arguments.EnumerateObject().Select(field => field.Name).Where(name => !_used.Contains(name)))
        {
            throw new BatchException($"there is no argument \"{name}\". {Suggestion.Sentence(name, [.. _used])}");
        }
    }

    private JsonElement Get(string name) =>
        Has(name) ? arguments.GetProperty(name) : throw new BatchException($"the argument \"{name}\" is missing");

    private static double ToReal(JsonElement value, string name) =>
        value.ValueKind == JsonValueKind.Number ? value.GetDouble() : throw new BatchException($"{name} must be finite numbers");

    private static double ToAnyReal(JsonElement value, string name) => value.ValueKind != JsonValueKind.String ? ToReal(value, name)
        : value.GetString() switch
        {
            "NaN" => double.NaN,
            "Infinity" => double.PositiveInfinity,
            "-Infinity" => double.NegativeInfinity,
            _ => throw new BatchException($"{name} must be numbers, or \"NaN\", \"Infinity\" or \"-Infinity\" in quotes"),
        };

    private static ulong ToWord(JsonElement value, string name, string otherwise = "")
    {
        if (value.ValueKind == JsonValueKind.Number && value.TryGetUInt64(out var number))
        {
            return number;
        }

        return value.ValueKind == JsonValueKind.String && ulong.TryParse(value.GetString(), NumberStyles.None, CultureInfo.InvariantCulture, out var parsed)
            ? parsed
            : throw new BatchException($"{name} must be whole numbers from 0 to 2^64 - 1, as numbers or in decimal digits in quotes{otherwise}");
    }
}
