using System.Globalization;

namespace FederatedSecure.Aggregation.Rules;

/// <summary>
/// The parameters of one rule or pre-aggregator, by name: numbers (double), text (string) and lists of numbers (double[]).
/// Taken out by name and kind; what is left over is an error.
/// </summary>
/// <param name="values">Values by name.</param>
public sealed class RuleParameters(IReadOnlyDictionary<string, object> values)
{
    private readonly HashSet<string> _used = [];

    /// <summary>No parameters: defaults everywhere.</summary>
    public static RuleParameters None => new(new Dictionary<string, object>());

    /// <summary>What was given and nobody took.</summary>
    public IEnumerable<string> Unused => values.Keys.Where(name => !_used.Contains(name));

    /// <summary>What was asked for.</summary>
    public IReadOnlyCollection<string> Known => _used;

    /// <summary>Whether a parameter was given.</summary>
    public bool Has(string name)
    {
        _used.Add(name);
        return values.ContainsKey(name);
    }

    /// <summary>A finite number of at least <paramref name="least"/>; required unless there is a default.</summary>
    public double Real(string name, double least = double.MinValue, double? fallback = null) =>
        !Has(name) ? fallback ?? throw Missing(name)
        : values[name] is double number && double.IsFinite(number) && number >= least ? number
        : throw new ArgumentException(least == double.MinValue
            ? $"{name} must be a finite number."
            : string.Create(CultureInfo.InvariantCulture, $"{name} must be a finite number of at least {least}."));

    /// <summary>A finite number above zero; required unless there is a default.</summary>
    public double Positive(string name, double? fallback = null) =>
        !Has(name) ? fallback ?? throw Missing(name)
        : values[name] is double number && double.IsFinite(number) && number > 0 ? number
        : throw new ArgumentException($"{name} must be a finite number above 0.");

    /// <summary>A whole number from a range; required unless there is a default.</summary>
    public int Whole(string name, int least, int most, int? fallback = null) =>
        !Has(name) ? fallback ?? throw Missing(name)
        : values[name] is double number && number == Math.Floor(number) && number >= least && number <= most ? (int)number
        : throw new ArgumentException(string.Create(CultureInfo.InvariantCulture, $"{name} must be a whole number from {least} to {most}."));

    /// <summary>One of some words; the first is the default.</summary>
    public string Choice(string name, params ReadOnlySpan<string> words)
    {
        if (!Has(name))
        {
            return words[0];
        }

        return values[name] is string text && words.Contains(text)
            ? text
            : throw new ArgumentException($"{name} must be one of {string.Join(", ", words.ToArray().Select(word => $"\"{word}\""))}.");
    }

    /// <summary>A list of numbers; null if not given.</summary>
    public double[]? Reals(string name) =>
        !Has(name) ? null
        : values[name] as double[] ?? throw new ArgumentException($"{name} must be a list of numbers.");

    /// <summary>Makes sure that nothing was given that nobody looked at: it would be a misspelt parameter.</summary>
    public void RequireAllUsed(string owner)
    {
        if (Unused.FirstOrDefault() is { } name)
        {
            throw new ArgumentException(_used.Count == 0
                ? $"\"{owner}\" has no parameter \"{name}\": it has none."
                : $"\"{owner}\" has no parameter \"{name}\". Possible are: {string.Join(", ", _used.Order(StringComparer.Ordinal))}.");
        }
    }

    private static ArgumentException Missing(string name) => new($"The parameter \"{name}\" is missing.");
}
