using System.Collections.Immutable;

namespace FederatedSecure.Aggregation.Reputation;

/// <summary>What a round's buckets score, in the order of the buckets.</summary>
/// <param name="Alignment">s_b = |b|·⟨y_b, ĝ⟩/‖ĝ‖².</param>
/// <param name="Spectral">s'_b = |b|·⟨y_b, v⟩/‖ĝ‖.</param>
/// <param name="Direction">How v moves on to the next round.</param>
public sealed record BucketScores(ImmutableArray<double> Alignment, ImmutableArray<double> Spectral, DirectionStep Direction);
