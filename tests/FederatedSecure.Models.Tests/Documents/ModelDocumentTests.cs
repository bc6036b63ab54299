using System.Text.Json;
using System.Text.RegularExpressions;
using FederatedSecure.Models.Tests.Support;

namespace FederatedSecure.Models.Tests.Documents;

/// <summary>The documents say what the code does.</summary>
public sealed partial class ModelDocumentTests
{
    private static readonly string Page = File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "docs", "model-spec.md"));

    [Fact]
    public void Page_EveryExample_IsAModel()
    {
        var examples = Examples().Matches(Page).Select(match => match.Groups[1].Value).ToList();

        Assert.Equal([26_010, 320_066], examples.Select(example => SpecText.Parse(example).ParameterCount));
    }

    [Fact]
    public void Page_Refusal_IsWhatTheReaderSays()
    {
        var refusal = SpecText.Refusal("""
            { "input": [1000000], "layers": [ { "type": "linear", "out": 2147483647 }, { "type": "softmax-head", "classes": 2 } ] }
            """);

        Assert.Contains($"  {refusal.Message}\n", Page, StringComparison.Ordinal);
    }

    [Fact]
    public void Schema_EveryDefinition_IsALayerThatIsReadAndNamesItsProperties()
    {
        using var schema = JsonDocument.Parse(File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "docs", "model.schema.json")));
        var definitions = schema.RootElement.GetProperty("$defs").EnumerateObject().Where(entry => entry.Name != "size").ToList();

        foreach (var definition in definitions)
        {
            var properties = definition.Value.GetProperty("properties").EnumerateObject().Select(entry => entry.Name).ToList();

            Assert.Equal(definition.Name, definition.Value.GetProperty("properties").GetProperty("type").GetProperty("const").GetString());
            Assert.Equal(WrittenProperties(definition.Name), properties);
        }

        // The answer to an unknown type lists every layer that the reader knows.
        var known = SpecText.Refusal(SpecText.Around("""{ "type": "?" }""")).Problems[0].Remedy;
        Assert.Equal($"Possible are: {string.Join(", ", definitions.Select(entry => entry.Name).Order(StringComparer.Ordinal))}.", known);
        Assert.Equal(
            definitions.Select(entry => $"#/$defs/{entry.Name}"),
            schema.RootElement.GetProperty("properties").GetProperty("layers").GetProperty("items").GetProperty("oneOf")
                .EnumerateArray().Select(entry => entry.GetProperty("$ref").GetString()));
    }

    /// <summary>The properties in the canonical form, which holds all of them.</summary>
    private static List<string> WrittenProperties(string type)
    {
        var json = type switch
        {
            "linear" or "softmax-head" => SpecText.Around("""{ "type": "linear", "out": 2 }""", "[4]"),
            "embedding-bag" => SpecText.Around("""{ "type": "embedding-bag", "vocabulary": 9, "dimension": 2 }""", "[4]"),
            "conv2d" => SpecText.Around("""{ "type": "conv2d", "out": 2, "kernel": 3 }"""),
            "max-pool2d" or "avg-pool2d" => SpecText.Around($$"""{ "type": "{{type}}", "kernel": 3 }"""),
            "group-norm" => SpecText.Around("""{ "type": "group-norm", "groups": 3 }"""),
            _ => SpecText.Around($$"""{ "type": "{{type}}" }"""),
        };
        using var canonical = JsonDocument.Parse(SpecText.Parse(json).ToJson());
        var layers = canonical.RootElement.GetProperty("layers");
        var layer = type == "softmax-head" ? layers[layers.GetArrayLength() - 1] : layers[0];
        return [.. layer.EnumerateObject().Select(entry => entry.Name)];
    }

    [GeneratedRegex("```json\n(.*?)```", RegexOptions.Singleline)]
    private static partial Regex Examples();
}
