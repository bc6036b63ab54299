using FederatedSecure.Aggregation.Columns;
using FederatedSecure.Aggregation.Pipeline;
using FederatedSecure.Aggregation.Points;

namespace FederatedSecure.Aggregation.Rules;

/// <summary>What a rule has decided: which mixtures of the points to make, and what to make of them, coordinate by coordinate.</summary>
/// <param name="Mixtures">One row or several.</param>
/// <param name="Column">From the elements of all rows at one coordinate to the result's; for one row usually that row.</param>
internal sealed record AggregationPlan(Mixtures Mixtures, IColumnFunction Column)
{
    /// <summary>What is added to the result; null for nothing.</summary>
    public SeededNoise? Noise { get; init; }

    /// <summary>The result is one mixture.</summary>
    public static AggregationPlan Of(Mixtures row) => new(row, OneRow.Instance);

    /// <summary>The result is made of all inputs, coordinate by coordinate.</summary>
    public static AggregationPlan Columns(PointSet points, IColumnFunction column) =>
        new(Mixtures.Identity(points.Inputs, points.Points), column);
}
