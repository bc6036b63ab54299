using System.Globalization;

namespace FederatedSecure.Adversary.Poisoning;

/// <summary>The parameters of an attack that is chosen by name, taken out by name and kind.</summary>
/// <param name="values">Numbers (double) and text (string).</param>
/// <example><c>new PoisonParameters(new Dictionary&lt;string, object&gt; { ["epsilon"] = 0.5 })</c></example>
public sealed class PoisonParameters(IReadOnlyDictionary<string, object> values)
{
    private readonly HashSet<string> _known = [];

    /// <summary>No parameters.</summary>
    public static PoisonParameters None => new(new Dictionary<string, object>());

    /// <summary>A number, or null if it was not given.</summary>
    /// <exception cref="ArgumentException">It is no number.</exception>
    public double? Real(string name)
    {
        _known.Add(name);
        return !values.TryGetValue(name, out var value) ? null
            : value is double number ? number
            : throw new ArgumentException($"{name} must be a number.", name);
    }

    /// <summary>A number, or its default.</summary>
    /// <exception cref="ArgumentException">It is no number.</exception>
    public double Real(string name, double fallback) => Real(name) ?? fallback;

    /// <summary>A whole number, or its default.</summary>
    /// <exception cref="ArgumentException">It is no whole number.</exception>
    public int Whole(string name, int fallback) => Real(name) is not { } value ? fallback
        : value == Math.Floor(value) && Math.Abs(value) <= int.MaxValue ? (int)value
        : throw new ArgumentException(string.Create(CultureInfo.InvariantCulture, $"{name} must be a whole number; it is {value}."), name);

    /// <summary>Text, or its default.</summary>
    /// <exception cref="ArgumentException">It is no text.</exception>
    public string Text(string name, string fallback)
    {
        _known.Add(name);
        return !values.TryGetValue(name, out var value) ? fallback
            : value as string ?? throw new ArgumentException($"{name} must be text.", name);
    }

    /// <summary>One of a few words, or the default.</summary>
    /// <exception cref="ArgumentException">It is none of them.</exception>
    public T Choice<T>(string name, string fallback, params ReadOnlySpan<(string Word, T Meaning)> choices)
    {
        var text = Text(name, fallback);
        var words = new List<string>();
        foreach (var (word, meaning) in choices)
        {
            if (word == text)
            {
                return meaning;
            }

            words.Add($"\"{word}\"");
        }

        throw new ArgumentException($"{name} must be {string.Join(" or ", words)}, not \"{text}\".", name);
    }

    /// <summary>Makes sure that nothing was given that the attack does not know: it would be a misspelt parameter.</summary>
    /// <exception cref="ArgumentException">Something was.</exception>
    public void RequireAllKnown()
    {
        foreach (var name in values.Keys.Where(name => !_known.Contains(name)))
        {
            throw new ArgumentException(_known.Count == 0
                ? $"This attack has no parameters, and \"{name}\" was given."
                : $"This attack has no parameter \"{name}\": it has {string.Join(", ", _known.Order(StringComparer.Ordinal))}.");
        }
    }
}
