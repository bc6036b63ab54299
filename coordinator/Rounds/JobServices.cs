using FederatedSecure.Coordinator.Encryption;
using FederatedSecure.Coordinator.Health;
using FederatedSecure.Coordinator.Merging;
using FederatedSecure.Coordinator.Models;
using FederatedSecure.Coordinator.Updates;

namespace FederatedSecure.Coordinator.Rounds;

/// <summary>What the drivers of all jobs share.</summary>
/// <param name="Store">Where events are stored.</param>
/// <param name="Clock">Coordinator time.</param>
/// <param name="Aggregator">Makes the next model.</param>
/// <param name="Opening">Opens the buckets of encrypted rounds.</param>
/// <param name="OptimizerStates">What server optimizers remember from round to round.</param>
/// <param name="Spool">Where updates wait.</param>
/// <param name="Storage">Whom to tell about a full disk.</param>
internal sealed record JobServices(
    JobStore Store, CoordinatorClock Clock, RoundAggregator Aggregator, BucketOpening Opening, OptimizerStates OptimizerStates, UpdateSpool Spool, StorageProblem Storage);
