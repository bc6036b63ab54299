using FederatedSecure.Aggregation.Columns;
using FederatedSecure.Aggregation.Pipeline;
using FederatedSecure.Aggregation.Points;

namespace FederatedSecure.Aggregation.Rules;

/// <summary>
/// The inputs of the majority's cluster by cosine distance (HDBSCAN, see <see cref="MajorityCluster"/>), clipped to S, the median
/// norm of all, and averaged; then N(0, (λS)²) on every coordinate (Nguyen et al., "FLAME: taming backdoors in federated learning",
/// USENIX Security 2022, algorithm 1).
/// </summary>
/// <remarks>
/// Aimed at backdoors: filtering takes away what points elsewhere, clipping what is too long, noise what is left of a trigger. The
/// paper takes λ = √(2·ln(1.25/δ))/ε for the noise of one round; by default there is none. It is no accounted privacy. Stands fewer
/// than half while honest inputs point more alike than bad ones; where honest data differ much, it drops honest sites. Single
/// linkage: a chain of inputs, each near the next, is one cluster. Inputs of zeros are at distance 1 from everything.
/// </remarks>
/// <example>
/// x = (1, 0), (2, 0), (3, 1), (−9, 0): the first two have cosine distance 0 and are joined by (3, 1), which makes three of four.
/// Norms 1, 2, √10, 9, median 2.581…: (3, 1) is clipped, and the result is (1.816…, 0.272…).
/// </example>
public sealed class Flame : AggregationRule
{
    private readonly double _lambda;
    private readonly ulong _seed;

    private Flame(double lambda, ulong seed)
        : base("flame", new RuleTraits(true, RuleNeeds.Inspection, Breakdown.Half, "n²·d")) => (_lambda, _seed) = (lambda, seed);

    internal static RuleEntry Entry { get; } = new(
        "flame", "lambda [0], seed [0]", parameters => new Flame(parameters.Real("lambda", 0, 0), (ulong)parameters.Whole("seed", 0, int.MaxValue, 0)));

    internal override AggregationPlan Plan(PointSet points, int f)
    {
        var products = points.Products(GramReference.Origin);
        double[] norms = [.. Ranks.All(points.Inputs).Select(products.Norm)];
        var median = MedianColumn.OfSorted([.. norms.Order()]);
        var cluster = MajorityCluster.Of(points.Inputs, (i, j) => 1 - products.Cosine(i, j));
        var weights = new double[points.Points];
        foreach (var input in cluster)
        {
            weights[input] = norms[input] <= median ? 1 : median / norms[input];
        }

        return AggregationPlan.Of(Mixtures.Row(weights, cluster.Length)) with
        {
            Noise = _lambda * median > 0 ? new SeededNoise(_lambda * median, _seed) : null,
        };
    }
}
