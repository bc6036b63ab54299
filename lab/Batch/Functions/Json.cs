using System.Globalization;
using System.Numerics;
using System.Text.Json.Nodes;

namespace FederatedSecure.Lab.Batch.Functions;

/// <summary>Results as JSON.</summary>
internal static class Json
{
    /// <summary>64-bit words in decimal digits: JSON's own numbers lose their last digits in many languages.</summary>
    public static JsonArray Decimals(ReadOnlySpan<ulong> words)
    {
        var array = new JsonArray();
        foreach (var word in words)
        {
            array.Add(Decimal(word));
        }

        return array;
    }

    /// <summary>Numbers that every language reads exactly: reals, and integers below 2^53.</summary>
    public static JsonArray Numbers<T>(ReadOnlySpan<T> numbers)
        where T : struct, INumber<T>
    {
        var array = new JsonArray();
        foreach (var number in numbers)
        {
            array.Add(JsonValue.Create(number));
        }

        return array;
    }

    /// <summary>A real number; what is not finite as a string.</summary>
    public static JsonNode Real(double number) => double.IsFinite(number)
        ? JsonValue.Create(number)
        : JsonValue.Create(double.IsNaN(number) ? "NaN" : number > 0 ? "Infinity" : "-Infinity");

    /// <summary>Real numbers; what is not finite as strings.</summary>
    public static JsonArray Reals(IEnumerable<double> numbers) => new([.. numbers.Select(Real)]);

    /// <summary>One word.</summary>
    public static JsonNode Decimal(ulong word) => JsonValue.Create(word.ToString(CultureInfo.InvariantCulture));
}
