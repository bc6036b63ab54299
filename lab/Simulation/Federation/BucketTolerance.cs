using FederatedSecure.Aggregation.Planning;
using FederatedSecure.Aggregation.Rules;

namespace FederatedSecure.Lab.Simulation.Federation;

/// <summary>How many inputs a rule gets, and how many of them it has to stand.</summary>
internal static class BucketTolerance
{
    /// <summary>Inputs that n sites make.</summary>
    /// <param name="sites">n.</param>
    /// <param name="bucketSize">k; 0 for single updates.</param>
    public static int Inputs(int sites, int bucketSize) => bucketSize > 1 ? sites / bucketSize : sites;

    /// <summary>f for the rule: the attackers themselves, or the planner's number of buckets that they spoil.</summary>
    /// <param name="sites">n.</param>
    /// <param name="attackers">m.</param>
    /// <param name="bucketSize">k; 0 for single updates.</param>
    /// <param name="rule">The rule.</param>
    public static int Of(int sites, int attackers, int bucketSize, AggregationRule rule) =>
        bucketSize > 1 ? RobustnessPlanner.Plan(sites, bucketSize, Math.Min(attackers, sites), rule).BucketTolerance : attackers;
}
