using System.Text.Json;

namespace FederatedSecure.Rounds.Jobs;

/// <summary>Where in a JSON text each value stands, by its path, so that a problem can name line and column.</summary>
internal sealed class JsonPositions
{
    private readonly Dictionary<string, int> _offsets = new(StringComparer.Ordinal);
    private readonly byte[] _text;

    private JsonPositions(byte[] text) => _text = text;

    /// <summary>Property names that stand twice in the same object, with their paths.</summary>
    public List<string> Duplicates { get; } = [];

    /// <param name="text">JSON that is known to be well-formed.</param>
    /// <param name="options">How it was parsed.</param>
    public static JsonPositions Of(byte[] text, JsonReaderOptions options)
    {
        var positions = new JsonPositions(text);
        var reader = new Utf8JsonReader(text, options);
        reader.Read();
        positions.Walk(ref reader, "");
        return positions;
    }

    /// <summary>Line and column of a value, or of the nearest value around it that exists.</summary>
    public (int Line, int Column) Find(string path)
    {
        int offset;
        while (!_offsets.TryGetValue(path, out offset) && path.Length > 0)
        {
            path = path[..Math.Max(0, path.AsSpan().LastIndexOfAny('.', '['))];
        }

        var before = _text.AsSpan(0, offset);
        return (before.Count((byte)'\n') + 1, offset - before.LastIndexOf((byte)'\n'));
    }

    private void Walk(ref Utf8JsonReader reader, string path)
    {
        _offsets.TryAdd(path, (int)reader.TokenStartIndex);
        switch (reader.TokenType)
        {
            case JsonTokenType.StartObject:
                var seen = new HashSet<string>(StringComparer.Ordinal);
                while (reader.Read() && reader.TokenType != JsonTokenType.EndObject)
                {
                    var name = reader.GetString() ?? "";
                    var child = path.Length == 0 ? name : $"{path}.{name}";
                    if (!seen.Add(name))
                    {
                        Duplicates.Add(child);
                    }

                    reader.Read();
                    Walk(ref reader, child);
                }

                break;
            case JsonTokenType.StartArray:
                for (var i = 0; reader.Read() && reader.TokenType != JsonTokenType.EndArray; i++)
                {
                    Walk(ref reader, $"{path}[{i}]");
                }

                break;
            default:
                break;
        }
    }
}
