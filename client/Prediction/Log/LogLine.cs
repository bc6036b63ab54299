using System.Globalization;
using System.Text;
using System.Text.Json;

namespace FederatedSecure.Client.Prediction.Log;

/// <summary>
/// A line of the log: a JSON object whose last two fields are the link of the line before and its own. The own link covers every byte before
/// it, so that a check needs no canonical form of JSON.
/// </summary>
/// <param name="Sequence">Number of the line over all files, from 1.</param>
/// <param name="Previous">Link of the line before; 64 zeros for the first.</param>
/// <param name="Link">Its own.</param>
internal readonly record struct LogLine(long Sequence, string Previous, string Link)
{
    /// <summary>What stands where the first line names a line before it.</summary>
    public static readonly string NoLink = new('0', 64);

    private const string BeforeLink = ",\"link\":\"";
    private const int TailLength = 64 + 2;

    /// <summary>Writes a line, with its line break.</summary>
    public static (byte[] Bytes, LogLine Line) Write(PredictionEntry entry, long sequence, string previous, PredictionKeys keys)
    {
        using var stream = new MemoryStream();
        using (var writer = new Utf8JsonWriter(stream))
        {
            writer.WriteStartObject();
            writer.WriteNumber("sequence", sequence);
            writer.WriteString("at", entry.At.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ss.fffffffZ", CultureInfo.InvariantCulture));
            writer.WriteString("outcome", entry.Outcome);
            writer.WriteString("model", entry.Model);
            Text(writer, "input", entry.Input);
            Text(writer, "class", entry.Class);
            if (entry.Confidence is { } confidence)
            {
                writer.WriteNumber("confidence", Math.Round(confidence, 6));
            }

            if (entry.Flags is { Length: > 0 } flags)
            {
                writer.WriteStartArray("flags");
                foreach (var flag in flags)
                {
                    writer.WriteStringValue(flag);
                }

                writer.WriteEndArray();
            }

            Text(writer, "reason", entry.Reason);
            if (entry.Count is { } count)
            {
                writer.WriteNumber("count", count);
            }

            writer.WriteString("previous", previous);
            writer.WriteEndObject();
        }

        // Without the closing brace, which comes after the link.
        var covered = stream.ToArray()[..^1];
        var link = Convert.ToHexStringLower(keys.Link(covered));
        return ([.. covered, .. Encoding.ASCII.GetBytes($"{BeforeLink}{link}\"}}\n")], new LogLine(sequence, previous, link));
    }

    /// <summary>Reads a line without its line break and checks its link.</summary>
    /// <returns>The line, or why it is none.</returns>
    public static (LogLine? Line, string? Problem) Read(string text, PredictionKeys keys)
    {
        var at = text.Length - TailLength - BeforeLink.Length;
        if (at <= 0 || !text.EndsWith("\"}", StringComparison.Ordinal) || !text.AsSpan(at).StartsWith(BeforeLink, StringComparison.Ordinal))
        {
            return (null, "it is cut off, or no line of a prediction log");
        }

        var covered = text[..at];
        var link = text.Substring(at + BeforeLink.Length, 64);
        if (Convert.ToHexStringLower(keys.Link(Encoding.UTF8.GetBytes(covered))) != link)
        {
            return (null, "it was changed after it was written, or written with another key");
        }

        using var json = JsonDocument.Parse(covered + "}");
        return (new LogLine(json.RootElement.GetProperty("sequence").GetInt64(), json.RootElement.GetProperty("previous").GetString()!, link), null);
    }

    private static void Text(Utf8JsonWriter writer, string name, string? value)
    {
        if (value is not null)
        {
            writer.WriteString(name, value);
        }
    }
}
