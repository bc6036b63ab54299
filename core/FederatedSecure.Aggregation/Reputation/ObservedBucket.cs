using System.Collections.Immutable;

namespace FederatedSecure.Aggregation.Reputation;

/// <summary>One opened bucket of a round.</summary>
/// <param name="Members">Names of its sites.</param>
/// <param name="Alignment">Its alignment score.</param>
/// <param name="Spectral">Its spectral score.</param>
public sealed record ObservedBucket(ImmutableArray<string> Members, double Alignment, double Spectral);
