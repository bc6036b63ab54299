using System.Collections.Immutable;
using FederatedSecure.Aggregation.Pipeline;
using FederatedSecure.Aggregation.PreAggregators;
using FederatedSecure.Aggregation.Rules;
using FederatedSecure.Aggregation.ServerOptimizers;

namespace FederatedSecure.Rounds.Jobs;

/// <summary>How updates become the next model.</summary>
/// <param name="Rule">"weighted-mean", or one of <see cref="AggregationRules"/>.</param>
/// <param name="Weighting">What a site's update counts. Robust rules count every site once: sites tell their numbers of records themselves.</param>
/// <param name="MaximumWeight">The most that one site may count, in records.</param>
/// <param name="ServerOptimizer">What is done with the result.</param>
public sealed record AggregationSpec(
    StepSpec Rule, Weighting Weighting, double MaximumWeight, ServerOptimizerOptions ServerOptimizer)
{
    /// <summary>The rule that adds up what is there, weighted.</summary>
    public const string WeightedMean = "weighted-mean";

    /// <summary>The rules that job files may name: the coordinator trains nothing itself, and keeps nothing of single sites.</summary>
    public static IReadOnlyList<string> Rules { get; } =
        [WeightedMean, .. AggregationRules.Names.Where(name => name is not ("fltrust" or "foolsgold" or "monna"))];

    /// <summary>Sites of a round that may be dishonest, as far as the job's owner wants to stand them.</summary>
    public int Attackers { get; init; }

    /// <summary>What comes before the rule, in order.</summary>
    public ImmutableArray<StepSpec> Pre { get; init; } = [];

    /// <summary>Whether the coordinator looks over many rounds for the sites behind bad buckets, and leaves them out.</summary>
    public bool Reputation { get; init; }

    /// <summary>Whether a rule of <see cref="AggregationRules"/> merges the inputs, instead of a weighted mean.</summary>
    public bool IsRobust => Rule.Name != WeightedMean;

    /// <summary>The rule with what comes before it; null for the weighted mean.</summary>
    /// <exception cref="ArgumentException">A name or a parameter is impossible.</exception>
    public AggregationPipeline? Pipeline() => IsRobust
        ? new AggregationPipeline(
            AggregationRules.Create(Rule.Name, Rule.Taken()), [.. Pre.Select(step => PreAggregations.Create(step.Name, step.Taken()))])
        : null;
}
