using System.Collections.Immutable;
using FederatedSecure.Rounds;

namespace FederatedSecure.Lab.Simulation.Federation;

/// <summary>What the coordinator merges: an update, or the mean of a bucket.</summary>
/// <param name="Members">Whose.</param>
/// <param name="Vector">The values.</param>
/// <param name="Weight">What it counts in rules that weigh.</param>
internal sealed record MergerInput(ImmutableArray<SiteId> Members, float[] Vector, double Weight);
