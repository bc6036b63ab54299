using System.Collections.Immutable;
using FederatedSecure.Cryptography.SecureAggregation;
using FederatedSecure.Rounds;

namespace FederatedSecure.Coordinator.Encryption;

/// <summary>A round that is being opened.</summary>
/// <param name="Key">Which attempt.</param>
/// <param name="Plan">Its terms and roster.</param>
/// <param name="Partition">The buckets.</param>
/// <param name="Survivors">Sites whose updates are in.</param>
internal sealed record Opening(PlanKey Key, SecurePlan Plan, Partition Partition, ImmutableArray<SiteId> Survivors);
