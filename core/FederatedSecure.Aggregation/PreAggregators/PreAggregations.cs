using System.Collections.Frozen;
using FederatedSecure.Aggregation.Rules;

namespace FederatedSecure.Aggregation.PreAggregators;

/// <summary>All pre-aggregators by name.</summary>
public static class PreAggregations
{
    /// <summary>The list. A new one is one file and one line here.</summary>
    public static IReadOnlyList<PreAggregatorEntry> All { get; } =
    [
        NearestNeighbourMixing.Entry,
        AdaptiveClipping.Entry,
        Clipping.Entry,
        Bucketing.Entry,
    ];

    private static readonly FrozenDictionary<string, PreAggregatorEntry> ByName = All.ToFrozenDictionary(entry => entry.Name, StringComparer.Ordinal);

    /// <summary>The names that job files may use, in alphabetical order.</summary>
    public static IReadOnlyList<string> Names { get; } = [.. All.Select(entry => entry.Name).Order(StringComparer.Ordinal)];

    /// <summary>Makes a pre-aggregator; null if there is none of this name.</summary>
    /// <exception cref="ArgumentException">A parameter is missing, impossible or unknown.</exception>
    public static PreAggregator? Find(string name, RuleParameters parameters)
    {
        ArgumentNullException.ThrowIfNull(parameters);
        if (!ByName.TryGetValue(name, out var entry))
        {
            return null;
        }

        var made = entry.Create(parameters);
        parameters.RequireAllUsed(name);
        return made;
    }

    /// <summary>Makes a pre-aggregator.</summary>
    /// <exception cref="ArgumentException">There is none of this name, or a parameter is missing, impossible or unknown.</exception>
    public static PreAggregator Create(string name, RuleParameters parameters) =>
        Find(name, parameters) ?? throw new ArgumentException($"There is no pre-aggregator \"{name}\". Possible are: {string.Join(", ", Names)}.");
}
