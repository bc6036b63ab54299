using System.Collections.Immutable;

namespace FederatedSecure.Aggregation.Reputation;

/// <summary>One bucket's answer to a yes-or-no test.</summary>
/// <param name="Members">Numbers of its sites, each once, from 0.</param>
/// <param name="Flagged">Whether the test says that an attacker is among them.</param>
public readonly record struct FlaggedBucket(ImmutableArray<int> Members, bool Flagged);
