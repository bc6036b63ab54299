using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace FederatedSecure.Lab.RedTeam.Reports.Sarif;

/// <summary>Writes SARIF so that people can read it, too. Fields without a value are left out.</summary>
internal static class SarifJson
{
    private static readonly JsonWriterOptions Options = new() { Indented = true, NewLine = "\n", Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static byte[] Write(JsonObject log)
    {
        DropEmpty(log);
        using var memory = new MemoryStream();
        using (var writer = new Utf8JsonWriter(memory, Options))
        {
            log.WriteTo(writer);
        }

        memory.WriteByte((byte)'\n');
        return memory.ToArray();
    }

    /// <summary>Null has no place in SARIF.</summary>
    private static void DropEmpty(JsonNode node)
    {
        if (node is JsonArray items)
        {
            foreach (var item in items.OfType<JsonNode>())
            {
                DropEmpty(item);
            }
        }
        else if (node is JsonObject fields)
        {
            foreach (var name in fields.Where(field => field.Value is null).Select(field => field.Key).ToList())
            {
                fields.Remove(name);
            }

            foreach (var (_, value) in fields)
            {
                DropEmpty(value!);
            }
        }
    }
}
