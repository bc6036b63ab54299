using System.Collections.Immutable;

namespace FederatedSecure.Aggregation.Reputation;

/// <summary>One bucket's score: the sum over its members of a score that is linear in the update.</summary>
/// <param name="Members">Numbers of its sites, each once, from 0.</param>
/// <param name="Score">The sum.</param>
public readonly record struct ScoredBucket(ImmutableArray<int> Members, double Score);
