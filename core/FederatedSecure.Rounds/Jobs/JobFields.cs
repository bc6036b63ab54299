using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json;
using FederatedSecure.Models;

namespace FederatedSecure.Rounds.Jobs;

/// <summary>
/// One object of a job file, or of another file that people write in the same way. Takes out typed values and notes what is wrong
/// with them.
/// </summary>
internal sealed class JobFields
{
    private readonly JsonElement _element;
    private readonly JsonPositions _positions;
    private readonly string _path;

    /// <param name="root">The whole file.</param>
    /// <param name="positions">Where its values stand.</param>
    public JobFields(JsonElement root, JsonPositions positions)
        : this(root, positions, path: "", [])
    {
        foreach (var duplicate in positions.Duplicates)
        {
            Problems.Add(Problem(duplicate, "stands here twice: remove one"));
        }
    }

    private JobFields(JsonElement element, JsonPositions positions, string path, List<JobSpecProblem> problems)
    {
        _element = element;
        _positions = positions;
        _path = path;
        Problems = problems;
    }

    /// <summary>Shared by all objects of the file.</summary>
    public List<JobSpecProblem> Problems { get; }

    public bool IsObject => _element.ValueKind == JsonValueKind.Object;

    /// <summary>Notes a problem at a path relative to this object.</summary>
    public void Add(string path, string message) => Problems.Add(Problem(Absolute(path), message));

    public bool TryGet(string name, out JsonElement value)
    {
        value = default;
        return IsObject && _element.TryGetProperty(name, out value);
    }

    public void OnlyKnown(params string[] names)
    {
        if (!IsObject)
        {
            return;
        }

        foreach (var property in _element.EnumerateObject().Where(property => !names.Contains(property.Name)))
        {
            Add(property.Name, $"is unknown here. {Suggestion.Sentence(property.Name, names)}");
        }
    }

    /// <summary>An object within this one; an empty one if it is left out.</summary>
    public JobFields Object(string name)
    {
        if (TryGet(name, out var value) && value.ValueKind != JsonValueKind.Object)
        {
            Add(name, "must be an object: { … }");
        }

        return new JobFields(value, _positions, Absolute(name), Problems);
    }

    /// <summary>The elements of a list; one element for a value that is no list; none if it is left out.</summary>
    public IReadOnlyList<JobFields> Items(string name)
    {
        if (!TryGet(name, out var value))
        {
            return [];
        }

        return value.ValueKind == JsonValueKind.Array
            ? [.. value.EnumerateArray().Select((item, i) => new JobFields(item, _positions, Absolute($"{name}[{i}]"), Problems))]
            : [new JobFields(value, _positions, Absolute(name), Problems)];
    }

    /// <summary>The objects of a list; none if it is left out.</summary>
    public IReadOnlyList<JobFields> List(string name)
    {
        var items = Items(name);
        if (items.All(item => item.IsObject))
        {
            return items;
        }

        Add(name, "must be a list of objects: [{ … }]");
        return [];
    }

    /// <summary>What stands here.</summary>
    public JsonElement Element => _element;

    public string? Text(string name, bool required)
    {
        if (!TryGet(name, out var value))
        {
            if (required)
            {
                Add(name, "is missing");
            }

            return null;
        }

        if (value.ValueKind == JsonValueKind.String)
        {
            return value.GetString();
        }

        Add(name, "must be a text in quotes");
        return null;
    }

    public string? Choice(string name, IReadOnlyList<string> choices, string? fallback)
    {
        if (!TryGet(name, out _) && fallback is not null)
        {
            return fallback;
        }

        var text = Text(name, required: true);
        if (text is null || choices.Contains(text))
        {
            return text;
        }

        Add(name, $"\"{text}\" is not possible. {Suggestion.Sentence(text, [.. choices])}");
        return null;
    }

    public int Whole(string name, int minimum, int maximum, int? fallback)
    {
        if (!TryGet(name, out var value))
        {
            if (fallback is null)
            {
                Add(name, $"is missing: a whole number from {Show(minimum)} to {Show(maximum)}");
            }

            return fallback ?? minimum;
        }

        if (value.ValueKind == JsonValueKind.Number && value.TryGetInt32(out var number) && number >= minimum && number <= maximum)
        {
            return number;
        }

        Add(name, $"must be a whole number from {Show(minimum)} to {Show(maximum)}");
        return minimum;
    }

    public double Number(string name, double minimum, double maximum, double fallback)
    {
        if (!TryGet(name, out var value))
        {
            return fallback;
        }

        if (value.ValueKind == JsonValueKind.Number && value.TryGetDouble(out var number) && number >= minimum && number <= maximum)
        {
            return number;
        }

        var lower = minimum == double.Epsilon ? "above 0" : $"at least {Show(minimum)}";
        var upper = maximum == Math.BitDecrement(1.0) ? "below 1" : $"at most {Show(maximum)}";
        Add(name, $"must be a number, {lower} and {upper}");
        return fallback;
    }

    public TimeSpan Duration(string name, TimeSpan minimum, TimeSpan maximum, TimeSpan fallback)
    {
        if (!TryGet(name, out var value))
        {
            return fallback;
        }

        if (value.ValueKind == JsonValueKind.String
            && TimeSpan.TryParseExact(value.GetString(), "c", CultureInfo.InvariantCulture, out var duration)
            && duration >= minimum
            && duration <= maximum)
        {
            return duration;
        }

        Add(name, $"must be a duration \"hh:mm:ss\" (or \"d.hh:mm:ss\") from {minimum:c} to {maximum:c}");
        return fallback;
    }

    public bool Flag(string name, bool fallback)
    {
        if (!TryGet(name, out var value))
        {
            return fallback;
        }

        if (value.ValueKind is JsonValueKind.True or JsonValueKind.False)
        {
            return value.GetBoolean();
        }

        Add(name, "must be true or false");
        return fallback;
    }

    /// <summary>Whatever stands in this object: numbers, texts and lists of numbers by name. What they mean is known to whom they belong to.</summary>
    /// <param name="others">Names that are read otherwise.</param>
    public ImmutableSortedDictionary<string, object> FreeValues(params ReadOnlySpan<string> others)
    {
        var values = ImmutableSortedDictionary.CreateBuilder<string, object>(StringComparer.Ordinal);
        if (!IsObject)
        {
            return values.ToImmutable();
        }

        foreach (var property in _element.EnumerateObject())
        {
            if (others.Contains(property.Name))
            {
                continue;
            }

            object? value = property.Value.ValueKind switch
            {
                JsonValueKind.Number => property.Value.GetDouble(),
                JsonValueKind.String => property.Value.GetString(),
                JsonValueKind.Array when property.Value.EnumerateArray().All(item => item.ValueKind == JsonValueKind.Number) =>
                    property.Value.EnumerateArray().Select(item => item.GetDouble()).ToArray(),
                _ => null,
            };
            if (value is null)
            {
                Add(property.Name, "must be a number, a text in quotes or a list of numbers");
            }
            else
            {
                values[property.Name] = value;
            }
        }

        return values.ToImmutable();
    }

    public ulong Seed(string name)
    {
        if (!TryGet(name, out var value))
        {
            return 0;
        }

        if (value.ValueKind == JsonValueKind.Number && value.TryGetUInt64(out var seed))
        {
            return seed;
        }

        Add(name, "must be a whole number from 0 to 18446744073709551615");
        return 0;
    }

    private static string Show(double number) => number.ToString("#,0.########", CultureInfo.InvariantCulture);

    private string Absolute(string path) =>
        path.Length == 0 ? _path : _path.Length == 0 || path.StartsWith(_path + ".", StringComparison.Ordinal) ? path : $"{_path}.{path}";

    private JobSpecProblem Problem(string path, string message)
    {
        var (line, column) = _positions.Find(path);
        return new JobSpecProblem(line, column, path, message);
    }
}
