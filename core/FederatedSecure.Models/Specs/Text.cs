using System.Collections.Immutable;
using System.Globalization;
using System.Text;

namespace FederatedSecure.Models;

/// <summary>How numbers, shapes and strangers' names appear in messages.</summary>
internal static class Text
{
    private const int LongestName = 60;

    public static string Number(Int128 value) => value.ToString("N0", CultureInfo.InvariantCulture);

    public static string Shape(ImmutableArray<int> shape) => $"[{string.Join(", ", shape)}]";

    public static string Shape(ImmutableArray<long> shape) => $"[{string.Join(", ", shape.Take(8))}{(shape.Length > 8 ? ", …" : "")}]";

    /// <summary>Bytes in the unit that keeps the number short, such as <c>4.0 TiB</c>.</summary>
    public static string Bytes(Int128 bytes)
    {
        string[] units = ["bytes", "KiB", "MiB", "GiB", "TiB", "PiB", "EiB"];
        var value = (double)bytes;
        var unit = 0;
        while (value >= 1024 && unit < units.Length - 1)
        {
            value /= 1024;
            unit++;
        }

        return value.ToString(unit == 0 ? "N0" : "N1", CultureInfo.InvariantCulture) + " " + units[unit];
    }

    /// <summary>Somebody else's text, cut to what a message can hold.</summary>
    public static string Shorten(string text) => text.Length > LongestName ? text[..LongestName] + "…" : text;

    /// <summary>A property's name as a segment of a JSON path: as it is if it is a plain word, else in brackets and quotes.</summary>
    public static string Segment(string name) =>
        name.Length is > 0 and <= LongestName && name.All(character => char.IsAsciiLetterOrDigit(character) || character is '_' or '-' or '$')
            ? name
            : $"[{Quote(name)}]";

    /// <summary>A name out of somebody else's file, fit for a log: short, quoted, on one line.</summary>
    public static string Quote(string name)
    {
        var text = new StringBuilder(LongestName + 8).Append('"');
        foreach (var character in name.AsSpan(0, Math.Min(name.Length, LongestName)))
        {
            text.Append(char.IsControl(character) || char.IsSurrogate(character) ? '?' : character);
        }

        return text.Append(name.Length > LongestName ? "…\"" : "\"").ToString();
    }
}
