using FederatedSecure.Aggregation.Columns;
using FederatedSecure.Aggregation.Points;

namespace FederatedSecure.Aggregation.Rules;

/// <summary>
/// Coordinate by coordinate the mean of the n − f values that lie nearest to the median (Xie, Koyejo, Gupta, "Generalized Byzantine-
/// tolerant SGD", 2018: "mean around median").
/// </summary>
/// <remarks>
/// Stands f &lt; n/2 bad inputs: those that count lie no farther from the median than honest values do. Equally near: the lowest index.
/// </remarks>
/// <example>x = 1, 2, 6, 100 with f = 1: nearest to the median 4 are 2, 6 and 1, their mean is 3.</example>
public sealed class MeaMed() : AggregationRule("meamed", new RuleTraits(true, RuleNeeds.F, Breakdown.Half, "n·log²n·d"))
{
    internal static RuleEntry Entry { get; } = new("meamed", "", _ => new MeaMed());

    internal override AggregationPlan Plan(PointSet points, int f) => AggregationPlan.Columns(points, new NearestMeanColumn(f));
}
