using FederatedSecure.Aggregation.Points;

namespace FederatedSecure.Aggregation.Rules;

/// <summary>(1/n) Σ x_i·min(1, c/‖x_i‖) (Sun et al., "Can you really backdoor federated learning?", 2019).</summary>
/// <remarks>
/// No breakdown point: each input moves the result by at most c/n, but all bad ones together may move it as far as they are many.
/// On bucket means an input is a bucket.
/// </remarks>
/// <example>x = (3, 4), (0, 1) with c = 2: (1.2, 1.6) and (0, 1), their mean is (0.6, 1.3).</example>
public sealed class NormClipping : AggregationRule
{
    private readonly double _bound;

    private NormClipping(double bound)
        : base("norm-clipping", new RuleTraits(true, RuleNeeds.Inspection, Breakdown.None, "n·d")) => _bound = bound;

    internal static RuleEntry Entry { get; } = new("norm-clipping", "bound", parameters => new NormClipping(parameters.Positive("bound")));

    internal override AggregationPlan Plan(PointSet points, int f)
    {
        var row = new Mixtures(1, points.Points);
        var norms = points.Norms();
        for (var i = 0; i < norms.Length; i++)
        {
            row[0][i] = norms[i] > _bound ? _bound / norms[i] : 1;
        }

        row.Divisors[0] = norms.Length;
        return AggregationPlan.Of(row);
    }
}
