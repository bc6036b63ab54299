using System.Collections.Immutable;

namespace FederatedSecure.Aggregation.Reputation;

/// <summary>What a round or an operator did to reputations.</summary>
/// <param name="State">The state now.</param>
/// <param name="Changes">The standings that changed, in the order of the names.</param>
public sealed record ReputationStep(ReputationState State, ImmutableArray<ReputationChange> Changes);
