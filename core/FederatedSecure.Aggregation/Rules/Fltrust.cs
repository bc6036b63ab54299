using FederatedSecure.Aggregation.Points;

namespace FederatedSecure.Aggregation.Rules;

/// <summary>
/// Trust from the server's own data: with the update x_0 that the server trained on a small clean set, the root, every input is
/// scaled to ‖x_0‖ and weighted with TS_i = max(0, cos(x_i, x_0)): Σ TS_i·(‖x_0‖/‖x_i‖)·x_i / Σ TS_i (Cao, Fang, Liu and Gong,
/// "FLTrust", NDSS 2021).
/// </summary>
/// <remarks>
/// The result is no longer than the root and never points away from it, however many inputs are bad: it is as good as the root data
/// are like the sites' own. Where nobody is trusted (all TS_i = 0), it is the root. Inputs of zeros are not trusted.
/// </remarks>
/// <example>Root (1, 0), x = (2, 0), (0, 3), (−5, 0): the trust is 1, 0, 0 and the result (1, 0).</example>
public sealed class Fltrust() : AggregationRule(
    "fltrust", new RuleTraits(true, RuleNeeds.Root | RuleNeeds.Inspection, new Breakdown(1, 0), "n²·d") { Extras = [ExtraPoint.Root] })
{
    internal static RuleEntry Entry { get; } = new("fltrust", "root (a vector)", _ => new Fltrust());

    internal override AggregationPlan Plan(PointSet points, int f)
    {
        var root = points.Extra(ExtraPoint.Root);
        var products = points.Products(GramReference.Origin);
        var weights = new double[points.Points];
        var total = 0.0;
        for (var i = 0; i < points.Inputs; i++)
        {
            var trust = Math.Max(0, products.Cosine(i, root));
            weights[i] = trust == 0 ? 0 : trust * products.Norm(root) / products.Norm(i);
            total += trust;
        }

        if (total == 0)
        {
            (weights[root], total) = (1, 1);
        }

        return AggregationPlan.Of(Mixtures.Row(weights, total));
    }
}
