using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json;

namespace FederatedSecure.Models;

/// <summary>From JSON to layers: checks names and kinds of values, and collects every problem before it gives up.</summary>
internal sealed class ModelSpecReader
{
    private static readonly string[] Properties = ["input", "layers"];

    private readonly ProblemList _problems = new();

    public static ModelSpec Read(ReadOnlySpan<byte> utf8, ModelLimits limits, string path)
    {
        // A spec is four levels deep; anything much deeper is not one.
        var reader = new Utf8JsonReader(
            utf8, new JsonReaderOptions { AllowTrailingCommas = true, CommentHandling = JsonCommentHandling.Skip, MaxDepth = 16 });
        try
        {
            using var document = JsonDocument.ParseValue(ref reader);
            // Throws at anything but comments behind the model.
            reader.Read();
            return Read(document.RootElement, limits, path);
        }
        catch (JsonException malformed)
        {
            var line = (malformed.LineNumber ?? 0) + 1;
            var place = (malformed.BytePositionInLine ?? 0) + 1;
            throw Refusal(path, $"This is not JSON: line {line}, byte {place}: {malformed.Message}", "Correct the text there.");
        }
    }

    public static ModelSpec Read(JsonElement json, ModelLimits limits, string path)
    {
        try
        {
            return ReadObject(json, limits, path);
        }
        catch (InvalidOperationException noText)
        {
            // Half a surrogate pair, written as an escape, is only noticed when the text is taken out.
            throw Refusal(path, $"Some text in the model is not valid Unicode: {noText.Message}", "Write names in plain letters.");
        }
    }

    private static ModelSpec ReadObject(JsonElement json, ModelLimits limits, string path)
    {
        var reader = new ModelSpecReader();
        var input = ImmutableArray<int>.Empty;
        var layers = ImmutableArray<LayerSpec>.Empty;
        if (reader.Object(json, path, "The model") is { } model)
        {
            foreach (var name in model.Keys.Except(Properties))
            {
                reader.Fail(
                    $"{path}.{Text.Segment(name)}",
                    $"A model has no property {Text.Quote(name)}.",
                    Suggestion.Sentence(name, [.. Properties.Where(known => !model.ContainsKey(known))]));
            }

            input = reader.Input(model, path);
            layers = reader.Layers(model, path, limits);
        }

        return reader._problems.Count == 0
            ? ModelSpec.Create(input, layers, limits, path)
            : throw reader._problems.ToException();
    }

    private static ModelSpecException Refusal(string path, string problem, string remedy) =>
        new([new ModelSpecProblem(path, problem, remedy)]);

    private ImmutableArray<int> Input(Dictionary<string, JsonElement> model, string path)
    {
        const string Remedy = "Give the shape of one record as a list of whole numbers: [features], or [channels, height, width].";
        if (!model.TryGetValue("input", out var json))
        {
            Fail(path, "The model lacks \"input\".", Remedy);
            return [];
        }

        var sizes = ImmutableArray.CreateBuilder<int>();
        if (json.ValueKind == JsonValueKind.Array && json.GetArrayLength() <= 8)
        {
            foreach (var size in json.EnumerateArray())
            {
                if (size.ValueKind == JsonValueKind.Number && size.TryGetInt32(out var value))
                {
                    sizes.Add(value);
                    continue;
                }

                Fail(
                    string.Create(CultureInfo.InvariantCulture, $"{path}.input[{sizes.Count}]"),
                    $"{Text.Shorten(size.GetRawText())} is not a size.",
                    "It must be a whole number from 1 to 2,147,483,647.");
                return [];
            }

            return sizes.ToImmutable();
        }

        Fail($"{path}.input", "input is not a short list.", Remedy);
        return [];
    }

    private ImmutableArray<LayerSpec> Layers(Dictionary<string, JsonElement> model, string path, ModelLimits limits)
    {
        if (!model.TryGetValue("layers", out var json) || json.ValueKind != JsonValueKind.Array)
        {
            Fail(
                model.ContainsKey("layers") ? $"{path}.layers" : path,
                model.ContainsKey("layers") ? "layers is not a list." : "The model lacks \"layers\".",
                "Give a list of layers such as [{ \"type\": \"linear\", \"out\": 2 }, { \"type\": \"softmax-head\", \"classes\": 2 }].");
            return [];
        }

        // Too many are refused by their number, before they are looked at one by one.
        if (json.GetArrayLength() > limits.MaximumLayers)
        {
            Fail(
                $"{path}.layers",
                $"There are {Text.Number(json.GetArrayLength())} layers; the limit is {Text.Number(limits.MaximumLayers)}.",
                "Use fewer layers, or ask whoever runs this machine to raise the limit.");
            return [];
        }

        var layers = ImmutableArray.CreateBuilder<LayerSpec>(json.GetArrayLength());
        var index = 0;
        foreach (var element in json.EnumerateArray())
        {
            if (Layer(element, string.Create(CultureInfo.InvariantCulture, $"{path}.layers[{index++}]")) is { } layer)
            {
                layers.Add(layer);
            }
        }

        return layers.ToImmutable();
    }

    private LayerSpec? Layer(JsonElement json, string path)
    {
        if (Object(json, path, "A layer") is not { } values)
        {
            return null;
        }

        if (!values.Remove("type", out var type) || type.ValueKind != JsonValueKind.String)
        {
            Fail(path, "The layer does not say its type.", $"Add \"type\", one of: {string.Join(", ", LayerCatalog.Names)}.");
            return null;
        }

        var name = type.GetString()!;
        if (LayerCatalog.Find(name) is not { } read)
        {
            var (problem, remedy) = LayerCatalog.Refuse(name);
            Fail($"{path}.type", problem, remedy);
            return null;
        }

        var properties = new LayerProperties(path, name, values, _problems);
        var layer = read(properties);
        properties.Finish();
        return layer;
    }

    /// <summary>The properties of an object, each once; null after a problem was reported.</summary>
    private Dictionary<string, JsonElement>? Object(JsonElement json, string path, string what)
    {
        if (json.ValueKind != JsonValueKind.Object)
        {
            Fail(path, $"{what} is not an object.", "Write it in braces: { … }.");
            return null;
        }

        var values = new Dictionary<string, JsonElement>(StringComparer.Ordinal);
        foreach (var property in json.EnumerateObject())
        {
            if (!values.TryAdd(property.Name, property.Value))
            {
                Fail($"{path}.{Text.Segment(property.Name)}", $"{Text.Quote(property.Name)} is there twice.", "Keep one of them.");
            }
        }

        return values;
    }

    private void Fail(string path, string problem, string remedy) => _problems.Add(new ModelSpecProblem(path, problem, remedy));
}
