using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace FederatedSecure.Assurance.Tests.Support;

/// <summary>
/// As much of JSON Schema (draft 2020-12) as the documents here use; a keyword that it does not know is an error, so that none is
/// silently not checked.
/// </summary>
internal sealed class JsonSchema(JsonObject root)
{
    private static readonly HashSet<string> Silent = ["$schema", "$id", "title", "description", "default", "$defs"];

    /// <summary>Everything in a document that is not as the schema says.</summary>
    public List<string> Problems(JsonNode? document)
    {
        var problems = new List<string>();
        Check(root, document, "$", problems);
        return problems;
    }

    private void Check(JsonObject schema, JsonNode? node, string path, List<string> problems)
    {
        foreach (var (keyword, value) in schema.Where(entry => !Silent.Contains(entry.Key)))
        {
            switch (keyword)
            {
                case "$ref":
                    Check(root["$defs"]![((string)value!)["#/$defs/".Length..]]!.AsObject(), node, path, problems);
                    break;
                case "anyOf":
                    Require(value!.AsArray().Any(option => IsValid(option!.AsObject(), node, path)), "is none of what it may be");
                    break;
                case "type":
                    Require(IsOfType((string)value!, node), $"is no {value}");
                    break;
                case "const":
                    Require(JsonNode.DeepEquals(value, node), $"is not {value}");
                    break;
                case "enum":
                    Require(value!.AsArray().Any(option => JsonNode.DeepEquals(option, node)), "is none of the words");
                    break;
                case "pattern":
                    Require(IsOfType("string", node) && Regex.IsMatch((string)node!, (string)value!, RegexOptions.None, TimeSpan.FromSeconds(10)), $"does not match {value}");
                    break;
                case "minimum":
                    Require(!IsOfType("number", node) || (double)node! >= (double)value!, $"is below {value}");
                    break;
                case "minLength":
                    Require(!IsOfType("string", node) || ((string)node!).Length >= (int)value!, "is too short");
                    break;
                case "maxLength":
                    Require(!IsOfType("string", node) || ((string)node!).Length <= (int)value!, "is too long");
                    break;
                case "minItems":
                    Require(node is not JsonArray few || few.Count >= (int)value!, "has too few items");
                    break;
                case "maxItems":
                    Require(node is not JsonArray many || many.Count <= (int)value!, "has too many items");
                    break;
                case "required":
                    foreach (var name in value!.AsArray().Where(name => node is not JsonObject fields || !fields.ContainsKey((string)name!)))
                    {
                        problems.Add($"{path}.{name} is missing");
                    }

                    break;
                case "additionalProperties":
                    foreach (var name in (node as JsonObject ?? []).Select(field => field.Key).Where(name => !schema["properties"]!.AsObject().ContainsKey(name)))
                    {
                        problems.Add($"{path}.{name} is unknown");
                    }

                    break;
                case "properties":
                    foreach (var (name, field) in node as JsonObject ?? [])
                    {
                        if (value![name] is JsonObject inner)
                        {
                            Check(inner, field, $"{path}.{name}", problems);
                        }
                    }

                    break;
                case "items":
                    for (var i = 0; i < (node as JsonArray ?? []).Count; i++)
                    {
                        Check(value!.AsObject(), node![i], $"{path}[{i}]", problems);
                    }

                    break;
                default:
                    throw new NotSupportedException($"The schema uses {keyword}, which is not checked here.");
            }
        }

        void Require(bool holds, string problem)
        {
            if (!holds)
            {
                problems.Add($"{path} {problem}");
            }
        }
    }

    private bool IsValid(JsonObject schema, JsonNode? node, string path)
    {
        var problems = new List<string>();
        Check(schema, node, path, problems);
        return problems.Count == 0;
    }

    private static bool IsOfType(string type, JsonNode? node) => type switch
    {
        "object" => node is JsonObject,
        "array" => node is JsonArray,
        "string" => node?.GetValueKind() == System.Text.Json.JsonValueKind.String,
        "boolean" => node?.GetValueKind() is System.Text.Json.JsonValueKind.True or System.Text.Json.JsonValueKind.False,
        "number" => node?.GetValueKind() == System.Text.Json.JsonValueKind.Number,
        "integer" => node?.GetValueKind() == System.Text.Json.JsonValueKind.Number && double.IsInteger(double.Parse(node.ToJsonString(), System.Globalization.CultureInfo.InvariantCulture)),
        _ => throw new NotSupportedException(type),
    };
}
