using FederatedSecure.Aggregation.Points;

namespace FederatedSecure.Aggregation.Rules;

/// <summary>
/// The input with the lowest score, which is the sum of its squared distances to its n − f − 1 nearest others; in the paper's form
/// n − f − 2 (Blanchard et al., "Machine learning with adversaries: Byzantine tolerant gradient descent", NeurIPS 2017).
/// </summary>
/// <remarks>
/// Gives one of the inputs, never a mixture. While at most f &lt; n/2 inputs are bad (paper: n &gt; 2f + 2), it lies near the honest
/// ones: κ = 6(1 + f/(n − 2f)). It keeps the noise of a single input, privacy's included, and a bad one that lies closely enough
/// may be it. Equal scores: the lowest index.
/// </remarks>
/// <example>x = 0, 1, 3, 10 with f = 1: the scores are 10, 5, 13, 130; Krum is 1.</example>
public sealed class Krum : AggregationRule
{
    private readonly bool _isPaper;

    private Krum(bool isPaper)
        : base("krum", new RuleTraits(true, RuleNeeds.F | RuleNeeds.Distances, KrumScores.Breakdown(isPaper), "n²·d")) =>
        _isPaper = isPaper;

    internal static RuleEntry Entry { get; } = new("krum", KrumScores.Parameters, parameters => new Krum(KrumScores.IsPaper(parameters)));

    internal override AggregationPlan Plan(PointSet points, int f) =>
        AggregationPlan.Of(Mixtures.Select(points.Points, [Ranks.First(KrumScores.Of(points.Geometry, f, _isPaper))]));
}
