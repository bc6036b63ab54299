using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json;
using FederatedSecure.Rounds.Jobs;

namespace FederatedSecure.Lab.Simulation.Scenarios;

/// <summary>What scenario files have beyond job files: a value or a list of values, and free parameters.</summary>
internal static class ScenarioFields
{
    /// <summary>A whole number, or a list of them without repetitions.</summary>
    public static ImmutableArray<int> Wholes(this JobFields fields, string name, int minimum, int maximum, int? fallback) =>
        [.. fields.Values(name, minimum, maximum, fallback, isWhole: true).Select(value => (int)value)];

    /// <summary>A number, or a list of them without repetitions.</summary>
    public static ImmutableArray<double> Numbers(this JobFields fields, string name, double minimum, double maximum, double? fallback) =>
        fields.Values(name, minimum, maximum, fallback, isWhole: false);

    /// <summary>Numbers, text and lists of numbers by name.</summary>
    public static ImmutableDictionary<string, object> Parameters(this JobFields fields, string name) =>
        fields.Object(name).FreeValues().ToImmutableDictionary(StringComparer.Ordinal);

    /// <summary>How something is written, without spaces and comments.</summary>
    public static string Source(JsonElement element) => JsonSerializer.Serialize(element);

    private static ImmutableArray<double> Values(this JobFields fields, string name, double minimum, double maximum, double? fallback, bool isWhole)
    {
        var items = fields.Items(name);
        if (items.Count == 0)
        {
            if (fallback is null || fields.TryGet(name, out _))
            {
                fields.Add(name, "is missing: a number or a list of numbers");
            }

            return [fallback ?? minimum];
        }

        var values = ImmutableArray.CreateBuilder<double>();
        foreach (var item in items)
        {
            if (item.Element.ValueKind != JsonValueKind.Number || !item.Element.TryGetDouble(out var value) || !(value >= minimum && value <= maximum) || (isWhole && value != Math.Floor(value)))
            {
                item.Add("", string.Create(CultureInfo.InvariantCulture, $"must be a {(isWhole ? "whole " : "")}number from {minimum:#,0.####} to {maximum:#,0.####}"));
            }
            else if (values.Contains(value))
            {
                item.Add("", "stands here twice: remove one");
            }
            else
            {
                values.Add(value);
            }
        }

        return values.Count > 0 ? values.ToImmutable() : [fallback ?? minimum];
    }
}
