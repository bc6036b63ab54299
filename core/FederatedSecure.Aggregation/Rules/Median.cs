using FederatedSecure.Aggregation.Columns;
using FederatedSecure.Aggregation.Points;

namespace FederatedSecure.Aggregation.Rules;

/// <summary>
/// Coordinate by coordinate the middle value, for an even number of inputs the midpoint of the two in the middle (Yin et al.,
/// "Byzantine-robust distributed learning: towards optimal statistical rates", ICML 2018).
/// </summary>
/// <remarks>
/// While fewer than half of the inputs are bad, every coordinate stays between honest ones. The result need not be near any
/// input, and where honest inputs differ much a median of few is far from their mean.
/// </remarks>
/// <example>x = (1, 5), (2, 0), (9, 1): the median is (2, 1).</example>
public sealed class Median() : AggregationRule("median", new RuleTraits(true, RuleNeeds.None, Breakdown.Half, "n·log²n·d"))
{
    internal static RuleEntry Entry { get; } = new("median", "", _ => new Median());

    internal override AggregationPlan Plan(PointSet points, int f) => AggregationPlan.Columns(points, MedianColumn.Instance);
}
