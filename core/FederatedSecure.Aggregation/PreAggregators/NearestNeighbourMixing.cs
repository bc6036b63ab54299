using FederatedSecure.Aggregation.Points;
using FederatedSecure.Aggregation.Rules;

namespace FederatedSecure.Aggregation.PreAggregators;

/// <summary>
/// Replaces each x_i by the mean of the n − f inputs that lie nearest to it, itself included (Allouah et al., "Fixing by mixing: a
/// recipe for optimal Byzantine ML under heterogeneity", AISTATS 2023).
/// </summary>
/// <remarks>
/// Draws honest inputs together before the rule looks at them: a rule with κ becomes one with κ' ≤ 8f/(n − f)·(κ + 1), the best
/// order that is possible. As a matrix of weights it costs a product of matrices, not n·(n − f) additions of vectors.
/// Equally near: the lowest index.
/// </remarks>
/// <example>x = 0, 1, 3 with f = 1: the means of two are 1/2, 1/2, 2.</example>
public sealed class NearestNeighbourMixing()
    : PreAggregator("nnm", new RuleTraits(true, RuleNeeds.F | RuleNeeds.Distances, Breakdown.Half, "n²·d"))
{
    internal static PreAggregatorEntry Entry { get; } = new("nnm", "", _ => new NearestNeighbourMixing());

    internal override Mixtures Mix(PointSet points, int f)
    {
        var (geometry, n) = (points.Geometry, points.Inputs);
        var mixtures = new Mixtures(n, points.Points);
        for (var i = 0; i < n; i++)
        {
            mixtures.SetMean(i, Ranks.Lowest(geometry.SquaredFrom(i)[..n], n - f));
        }

        return mixtures;
    }
}
