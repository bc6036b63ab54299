using System.Collections.Immutable;
using System.Text.Json;
using FederatedSecure.Models;

namespace FederatedSecure.Client.Sanitization;

/// <summary>From the policy's "sanitization" to rules.</summary>
internal static class SanitizationReader
{
    private static readonly string[] Names = ["bounds", "duplicates", "z", "robustZ", "isolationForest", "labelNoise", "maximumRemoved", "acceptPrivacyLoss"];

    /// <summary>Reads the rules of all patterns, in their order.</summary>
    /// <exception cref="FormatException">Something is wrong with them.</exception>
    public static ImmutableArray<KeyValuePair<string, SanitizationRules>> Read(JsonElement value) => value.ValueKind == JsonValueKind.Object
        ? [.. value.EnumerateObject().Select(entry => KeyValuePair.Create(entry.Name, Read(entry.Name, entry.Value)))]
        : throw new FormatException("sanitization must be an object, for example { \"*\": { \"duplicates\": true } }");

    private static SanitizationRules Read(string pattern, JsonElement value)
    {
        if (value.ValueKind != JsonValueKind.Object)
        {
            throw new FormatException($"sanitization: \"{pattern}\" must be an object, for example {{ \"duplicates\": true }}");
        }

        foreach (var field in value.EnumerateObject().Where(field => !Names.Contains(field.Name)))
        {
            throw new FormatException($"sanitization: \"{field.Name}\" is unknown. {Suggestion.Sentence(field.Name, Names)}");
        }

        return new SanitizationRules
        {
            Bounds = Bounds(value),
            Duplicates = Flag(value, "duplicates"),
            Z = Number(value, "z", 0, double.MaxValue),
            RobustZ = Number(value, "robustZ", 0, double.MaxValue),
            IsolationForest = Number(value, "isolationForest", 0, 1),
            LabelNoise = Number(value, "labelNoise", 0, 1),
            MaximumRemoved = Number(value, "maximumRemoved", 0, 1) ?? new SanitizationRules().MaximumRemoved,
            AcceptsPrivacyLoss = Flag(value, "acceptPrivacyLoss"),
        };
    }

    private static ImmutableSortedDictionary<string, (double Least, double Most)> Bounds(JsonElement value)
    {
        var bounds = ImmutableSortedDictionary.CreateBuilder<string, (double Least, double Most)>(StringComparer.Ordinal);
        if (value.TryGetProperty("bounds", out var list))
        {
            if (list.ValueKind != JsonValueKind.Object)
            {
                throw new FormatException("sanitization: bounds must be an object, for example { \"age\": [0, 120] }");
            }

            foreach (var field in list.EnumerateObject())
            {
                bounds[field.Name] = field.Value.ValueKind == JsonValueKind.Array && field.Value.GetArrayLength() == 2
                    && field.Value.EnumerateArray().All(item => item.ValueKind == JsonValueKind.Number) && field.Value[0].GetDouble() <= field.Value[1].GetDouble()
                        ? (field.Value[0].GetDouble(), field.Value[1].GetDouble())
                        : throw new FormatException($"sanitization: the bounds of \"{field.Name}\" must be two numbers, the smaller one first: [0, 120]");
            }
        }

        return bounds.ToImmutable();
    }

    private static double? Number(JsonElement value, string name, double least, double most) => !value.TryGetProperty(name, out var number) ? null
        : number.ValueKind == JsonValueKind.Number && number.TryGetDouble(out var found) && found >= least && found <= most && double.IsFinite(found) ? found
        : throw new FormatException(most == 1 ? $"sanitization: {name} must be a number from 0 to 1" : $"sanitization: {name} must be a number, 0 or more");

    private static bool Flag(JsonElement value, string name) => value.TryGetProperty(name, out var flag) && flag.ValueKind switch
    {
        JsonValueKind.True => true,
        JsonValueKind.False => false,
        _ => throw new FormatException($"sanitization: {name} must be true or false"),
    };
}
