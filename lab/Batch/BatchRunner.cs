using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using FederatedSecure.Models;

namespace FederatedSecure.Lab.Batch;

/// <summary>Answers cases: one JSON object a line in, one a line out. A case that is wrong is answered with an error; the next one is not affected.</summary>
internal static class BatchRunner
{
    private static readonly JsonSerializerOptions Compact = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Reads cases to the end of the input.</summary>
    public static async Task RunAsync(TextReader input, TextWriter output, CancellationToken cancellation)
    {
        while (await input.ReadLineAsync(cancellation) is { } line)
        {
            if (!string.IsNullOrWhiteSpace(line))
            {
                await output.WriteLineAsync(Answer(line).AsMemory(), cancellation);
                await output.FlushAsync(cancellation);
            }
        }
    }

    /// <summary>Answers one case.</summary>
    public static string Answer(string line)
    {
        JsonNode? id = null;
        var answer = new JsonObject();
        try
        {
            using var request = JsonDocument.Parse(line);
            if (request.RootElement is not { ValueKind: JsonValueKind.Object } root)
            {
                throw new BatchException("a case is an object: { \"id\": …, \"function\": …, \"args\": { … } }");
            }

            id = root.TryGetProperty("id", out var given) ? JsonNode.Parse(given.GetRawText()) : null;
            answer["result"] = Compute(root);
        }
        catch (Exception exception) when (Explain(exception) is { } message)
        {
            answer = new JsonObject { ["error"] = message };
        }

        answer.Insert(0, "id", id);
        return answer.ToJsonString(Compact);
    }

    private static JsonNode Compute(JsonElement root)
    {
        var name = root.TryGetProperty("function", out var function) && function.ValueKind == JsonValueKind.String ? function.GetString()! : "";
        if (!BatchFunctions.ByName.TryGetValue(name, out var found))
        {
            throw new BatchException($"there is no function \"{name}\". {Suggestion.Sentence(name, BatchFunctions.ByName.Keys)} `lab batch --list` lists them");
        }

        var arguments = new BatchArguments(root.TryGetProperty("args", out var args) ? args : default);
        var result = found.Run(arguments);
        arguments.RequireAllUsed();
        return result;
    }

    /// <summary>What was wrong with a case, in words; null for what is wrong with the program.</summary>
    private static string? Explain(Exception exception) => exception switch
    {
        JsonException => $"this line is not JSON: {exception.Message}",
        BatchException or ArgumentException or FormatException or ArithmeticException => exception.Message,
        _ => null,
    };
}
