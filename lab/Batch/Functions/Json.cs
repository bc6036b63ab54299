using System.Globalization;
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

    /// <summary>One word.</summary>
    public static JsonNode Decimal(ulong word) => JsonValue.Create(word.ToString(CultureInfo.InvariantCulture));
}
