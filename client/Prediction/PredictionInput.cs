using System.Text.Json;

namespace FederatedSecure.Client.Prediction;

/// <summary>One input as it came: its values, or why it has none.</summary>
/// <param name="Values">In the order of the features, in their own units; null where they cannot be read.</param>
/// <param name="Text">How it was written, for the fingerprint of one that cannot be read.</param>
/// <param name="Problem">Why it cannot be read.</param>
internal sealed record PredictionInput(float[]? Values, string Text, string? Problem)
{
    /// <summary>From JSON: a list of numbers, or an object with a number for each feature by name.</summary>
    public static PredictionInput Of(JsonElement json, IReadOnlyList<string> features)
    {
        var text = json.GetRawText();
        return json.ValueKind switch
        {
            JsonValueKind.Array when json.EnumerateArray().All(item => item.ValueKind == JsonValueKind.Number) =>
                new([.. json.EnumerateArray().Select(item => (float)item.GetDouble())], text, null),
            JsonValueKind.Object => OfObject(json, text, features),
            _ => Wrong(text, "a record is a list of numbers, or an object with a number for each feature"),
        };
    }

    /// <summary>One that cannot be read.</summary>
    public static PredictionInput Wrong(string text, string problem) => new(null, text, problem);

    private static PredictionInput OfObject(JsonElement json, string text, IReadOnlyList<string> features)
    {
        var values = new float[features.Count];
        for (var i = 0; i < values.Length; i++)
        {
            if (!json.TryGetProperty(features[i], out var value) || value.ValueKind != JsonValueKind.Number)
            {
                return Wrong(text, $"\"{features[i]}\" is missing, or is not a number");
            }

            values[i] = (float)value.GetDouble();
        }

        return json.EnumerateObject().Count() == values.Length
            ? new PredictionInput(values, text, null)
            : Wrong(text, $"it has a field that is no feature: \"{json.EnumerateObject().First(field => !features.Contains(field.Name)).Name}\"");
    }
}
