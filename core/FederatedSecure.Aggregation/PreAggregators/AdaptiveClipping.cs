using FederatedSecure.Aggregation.Points;
using FederatedSecure.Aggregation.Rules;

namespace FederatedSecure.Aggregation.PreAggregators;

/// <summary>
/// Clips the k = ⌊2(f/n)(n − f)⌋ longest inputs to the length of the next longest (Allouah et al., "Adaptive gradient clipping for
/// robust federated learning", ICLR 2025: "ARC").
/// </summary>
/// <remarks>
/// Keeps the order of κ of the rule that follows and bounds what a long input can do, without a bound that somebody has to choose.
/// On means of buckets of which many are contaminated it does harm.
/// </remarks>
/// <example>x = 1, 2, 3, 100 with f = 1: k = 1, the 100 becomes 3.</example>
public sealed class AdaptiveClipping()
    : PreAggregator("arc", new RuleTraits(true, RuleNeeds.F | RuleNeeds.Inspection, Breakdown.Half, "n·d"))
{
    internal static PreAggregatorEntry Entry { get; } = new("arc", "", _ => new AdaptiveClipping());

    internal override Mixtures Mix(PointSet points, int f)
    {
        var (norms, n) = (points.Norms(), points.Inputs);
        var clipped = (int)(2L * f * (n - f) / n);
        return Clipping.To(norms.Order().ElementAt(n - clipped - 1), norms, points.Points);
    }
}
