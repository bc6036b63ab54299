using System.Text.Json;
using System.Text.Json.Serialization;
using FederatedSecure.Client.Configuration;
using FederatedSecure.Hosting.Files;

namespace FederatedSecure.Lab.Evaluators;

/// <summary>What an evaluator did, line by line, on disk before it goes on.</summary>
internal sealed partial class EvaluationJournal : IDisposable
{
    private readonly FileStream _file;

    public EvaluationJournal(ClientDirectory directory)
    {
        _file = PrivateFile.Append(PathIn(directory));
        if (_file.Position > 0)
        {
            // A line that a crash cut off ends here.
            _file.WriteByte((byte)'\n');
        }
    }

    /// <summary>Where it lies.</summary>
    public static string PathIn(ClientDirectory directory) => Path.Combine(directory.Root, "evaluations.jsonl");

    /// <summary>The entries, oldest first. A line that was cut off by a crash is skipped: what it would have said was promised to nobody.</summary>
    public static IEnumerable<EvaluationEntry> Read(ClientDirectory directory)
    {
        if (!File.Exists(PathIn(directory)))
        {
            yield break;
        }

        using var file = new FileStream(PathIn(directory), FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        using var reader = new StreamReader(file);
        while (reader.ReadLine() is { } line)
        {
            if (TryParse(line) is { } entry)
            {
                yield return entry;
            }
        }
    }

    /// <summary>Writes a line.</summary>
    public void Append(EvaluationEntry entry)
    {
        _file.Write([.. JsonSerializer.SerializeToUtf8Bytes(entry, EvaluationJson.Default.EvaluationEntry), (byte)'\n']);
        _file.Flush(flushToDisk: true);
    }

    /// <inheritdoc/>
    public void Dispose() => _file.Dispose();

    private static EvaluationEntry? TryParse(string line)
    {
        try
        {
            return line.Length == 0 ? null : JsonSerializer.Deserialize(line, EvaluationJson.Default.EvaluationEntry);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    [JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
    [JsonSerializable(typeof(EvaluationEntry))]
    internal sealed partial class EvaluationJson : JsonSerializerContext;
}
