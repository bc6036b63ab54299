using FederatedSecure.Aggregation.Points;

namespace FederatedSecure.Aggregation.Rules;

/// <summary>(1/n) Σ x_i.</summary>
/// <remarks>Not robust: one input can move the mean anywhere. Without bad inputs and with noise of privacy, nothing is better.</remarks>
/// <example>x = 1, 2, 6: the mean is 3.</example>
public sealed class Mean() : AggregationRule("mean", new RuleTraits(true, RuleNeeds.None, Breakdown.None, "n·d"))
{
    internal static RuleEntry Entry { get; } = new("mean", "", _ => new Mean());

    internal override AggregationPlan Plan(PointSet points, int f) =>
        AggregationPlan.Of(Mixtures.Mean(points.Points, Ranks.All(points.Inputs)));
}
