using System.Collections.Frozen;

namespace FederatedSecure.Aggregation.Rules;

/// <summary>All rules by name.</summary>
public static class AggregationRules
{
    /// <summary>The list. A new rule is one file and one line here.</summary>
    public static IReadOnlyList<RuleEntry> All { get; } =
    [
        Mean.Entry,
        Median.Entry,
        TrimmedMean.Entry,
        MeaMed.Entry,
        Phocas.Entry,
        Krum.Entry,
        MultiKrum.Entry,
        Bulyan.Entry,
        GeometricMedian.Entry,
        AutoGeometricMedian.Entry,
        CenteredClipping.Entry,
        NormClipping.Entry,
        MinimumDiameter.Entry,
        Smea.Entry,
        Caf.Entry,
        MonNa.Entry,
        DivideAndConquer.Entry,
        Fltrust.Entry,
        SignMajority.Entry,
        RobustLearningRate.Entry,
        SignGuard.Entry,
        Flame.Entry,
        FoolsGold.Entry,
    ];

    private static readonly FrozenDictionary<string, RuleEntry> ByName = All.ToFrozenDictionary(entry => entry.Name, StringComparer.Ordinal);

    /// <summary>The names that job files may use, in alphabetical order.</summary>
    public static IReadOnlyList<string> Names { get; } = [.. All.Select(entry => entry.Name).Order(StringComparer.Ordinal)];

    /// <summary>Makes a rule; null if there is none of this name.</summary>
    /// <exception cref="ArgumentException">A parameter is missing, impossible or unknown.</exception>
    public static AggregationRule? Find(string name, RuleParameters parameters)
    {
        ArgumentNullException.ThrowIfNull(parameters);
        if (!ByName.TryGetValue(name, out var entry))
        {
            return null;
        }

        var rule = entry.Create(parameters);
        parameters.RequireAllUsed(name);
        return rule;
    }

    /// <summary>Makes a rule.</summary>
    /// <exception cref="ArgumentException">There is none of this name, or a parameter is missing, impossible or unknown.</exception>
    public static AggregationRule Create(string name, RuleParameters parameters) =>
        Find(name, parameters) ?? throw new ArgumentException($"There is no rule \"{name}\". Possible are: {string.Join(", ", Names)}.");
}
