namespace FederatedSecure.Aggregation.Tests.Support;

/// <summary>The conditions of a poisoned federation.</summary>
/// <param name="Attack">What the attackers send.</param>
/// <param name="Seed">Decides everything: data, attackers, batches, partitions.</param>
/// <param name="Attackers">Number of attackers among the sixty.</param>
/// <param name="BucketSize">k.</param>
/// <param name="Similarity">γ: 1 deals the digits at random, 0 sorts them by label.</param>
/// <param name="Loud">Whether one of the attackers makes its update a million times as long, to hide the others.</param>
internal sealed record PoisonedSettings(
    string Attack, ulong Seed, int Attackers = 6, int BucketSize = 3, double Similarity = 0.33, bool Loud = false);
