using System.Collections.Immutable;
using FederatedSecure.Aggregation.Points;

namespace FederatedSecure.Aggregation.Rules;

/// <summary>What a planner needs to know about a rule.</summary>
/// <param name="OnBucketMeans">Whether it means anything on means of buckets, as encrypted rounds open them.</param>
/// <param name="Needs">What it cannot work without.</param>
/// <param name="Breakdown">How many bad inputs it stands, whatever they are.</param>
/// <param name="Cost">Operations for n inputs of d elements, for people.</param>
public sealed record RuleTraits(bool OnBucketMeans, RuleNeeds Needs, Breakdown Breakdown, string Cost)
{
    /// <summary>Further vectors that it takes, needed or not.</summary>
    public ImmutableArray<ExtraPoint> Extras { get; init; } = [];
}
