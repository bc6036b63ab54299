using FederatedSecure.Aggregation.ServerOptimizers;

namespace FederatedSecure.Rounds.Jobs;

/// <summary>How updates become the next model.</summary>
/// <param name="Rule">"weighted-mean".</param>
/// <param name="Weighting">What a site's update counts.</param>
/// <param name="MaximumWeight">The most that one site may count, in records; sites tell their numbers of records themselves.</param>
/// <param name="ServerOptimizer">What is done with the mean.</param>
public sealed record AggregationSpec(
    string Rule, Weighting Weighting, double MaximumWeight, ServerOptimizerOptions ServerOptimizer)
{
    /// <summary>The rules that job files may name.</summary>
    public static IReadOnlyList<string> Rules { get; } = ["weighted-mean"];
}
