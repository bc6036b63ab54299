using System.Collections.Immutable;
using FederatedSecure.Rounds;

namespace FederatedSecure.Coordinator.Merging;

/// <summary>What is merged into the next model: a site's update, or the mean of a bucket.</summary>
/// <param name="Sites">The sites behind it.</param>
/// <param name="Weight">What it counts in a weighted mean.</param>
/// <param name="Read">Reads its values.</param>
internal sealed record MergeInput(ImmutableArray<SiteId> Sites, double Weight, TileReader Read);

/// <summary>Reads values of an input. Called by several threads at once.</summary>
/// <param name="first">Index of the first.</param>
/// <param name="destination">Filled completely.</param>
internal delegate void TileReader(long first, Span<float> destination);
