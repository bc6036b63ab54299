using System.Collections.Immutable;
using FederatedSecure.Aggregation.Rules;

namespace FederatedSecure.Rounds.Jobs;

/// <summary>A rule or a pre-aggregator as a job file names it.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Parameters">Its parameters: numbers, texts and lists of numbers.</param>
public sealed record StepSpec(string Name, ImmutableSortedDictionary<string, object> Parameters)
{
    /// <summary>One without parameters.</summary>
    public static StepSpec Of(string name) => new(name, ImmutableSortedDictionary<string, object>.Empty);

    /// <summary>The parameters, to be taken out.</summary>
    internal RuleParameters Taken() => new(Parameters);
}
