using FederatedSecure.Aggregation.Columns;
using FederatedSecure.Aggregation.Points;

namespace FederatedSecure.Aggregation.Rules;

/// <summary>
/// Coordinate by coordinate the mean of the n − f values that lie nearest to the trimmed mean (Xie, Koyejo, Gupta, "Phocas:
/// dimensional Byzantine-resilient stochastic gradient descent", 2018).
/// </summary>
/// <remarks>
/// Stands f &lt; n/2 bad inputs, like <see cref="MeaMed"/> about another center. Equally near: the lowest index.
/// </remarks>
/// <example>x = 1, 2, 6, 100 with f = 1: the trimmed mean is 4; nearest to it are 2, 6 and 1, their mean is 3.</example>
public sealed class Phocas() : AggregationRule("phocas", new RuleTraits(true, RuleNeeds.F, Breakdown.Half, "n·log²n·d"))
{
    internal static RuleEntry Entry { get; } = new("phocas", "", _ => new Phocas());

    internal override AggregationPlan Plan(PointSet points, int f) => AggregationPlan.Columns(points, new NearestMeanColumn(f, f));
}
