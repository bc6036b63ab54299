using System.Collections.Immutable;
using FederatedSecure.Aggregation.Points;

namespace FederatedSecure.Aggregation.Pipeline;

/// <summary>What a round merges.</summary>
/// <param name="Updates">One vector per site or bucket.</param>
public sealed record AggregationInputs(IVectorTiles Updates)
{
    /// <summary>Further vectors, for rules that take some.</summary>
    public ImmutableDictionary<ExtraPoint, IVectorTiles> Extras { get; init; } = ImmutableDictionary<ExtraPoint, IVectorTiles>.Empty;

    /// <summary>Whether somebody has already made sure that no element is NaN or infinite. Spares a pass where a rule needs no other.</summary>
    public bool AreFinite { get; init; }
}
