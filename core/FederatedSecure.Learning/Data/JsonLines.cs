using System.Text.Json;

namespace FederatedSecure.Learning.Data;

/// <summary>The lines in which the properties of a JSON text stand, by paths such as <c>/columns/age</c>.</summary>
internal sealed class JsonLines
{
    private readonly Dictionary<string, long> _lines = new(StringComparer.Ordinal);

    private JsonLines()
    {
    }

    /// <summary>The path of the first property that stands twice in its object; null when there is none.</summary>
    public string? Duplicate { get; private set; }

    /// <summary>The line of a property, from 1; that of the duplicate for a property that stands twice.</summary>
    public long this[string path] => _lines.GetValueOrDefault(path, 1);

    /// <param name="json">JSON that has been parsed before with the same options.</param>
    /// <param name="options">How it is read.</param>
    public static JsonLines Of(ReadOnlySpan<byte> json, JsonDocumentOptions options)
    {
        var found = new JsonLines();
        var reader = new Utf8JsonReader(json, new JsonReaderOptions
        {
            CommentHandling = options.CommentHandling,
            AllowTrailingCommas = options.AllowTrailingCommas,
            MaxDepth = options.MaxDepth,
        });
        var parents = new Stack<string>();
        var (path, line, counted) = ("", 1L, 0);
        while (reader.Read())
        {
            var at = (int)reader.TokenStartIndex;
            line += json[counted..at].Count((byte)'\n');
            counted = at;
            switch (reader.TokenType)
            {
                case JsonTokenType.StartObject or JsonTokenType.StartArray:
                    parents.Push(path);
                    break;
                case JsonTokenType.EndObject or JsonTokenType.EndArray:
                    parents.Pop();
                    break;
                case JsonTokenType.PropertyName:
                    path = $"{parents.Peek()}/{reader.GetString()}";
                    found.Note(path, line);
                    break;
                default:
                    break;
            }
        }

        return found;
    }

    private void Note(string path, long line)
    {
        if (!_lines.TryAdd(path, line) && Duplicate is null)
        {
            Duplicate = path;
            _lines[path] = line;
        }
    }
}
