using System.Text.Json.Nodes;
using FederatedSecure.Lab.Batch;

namespace FederatedSecure.Lab.Tests.Batch;

/// <summary>One case of `lab batch`, asked and answered as text.</summary>
internal static class BatchCase
{
    /// <summary>The result.</summary>
    public static JsonNode Result(string function, string arguments)
    {
        var answer = Answer(function, arguments);
        return answer["result"] ?? throw new InvalidOperationException(answer.ToJsonString());
    }

    /// <summary>The error.</summary>
    public static string Error(string function, string arguments) =>
        (string?)Answer(function, arguments)["error"] ?? throw new InvalidOperationException($"{arguments} was no error");

    private static JsonNode Answer(string function, string arguments) =>
        JsonNode.Parse(BatchRunner.Answer(new JsonObject { ["function"] = function, ["args"] = JsonNode.Parse(arguments) }.ToJsonString()))!;
}
