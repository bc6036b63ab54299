using FederatedSecure.Aggregation.Columns;
using FederatedSecure.Aggregation.Points;

namespace FederatedSecure.Aggregation.Rules;

/// <summary>
/// The inputs whose norm lies between L and R times the median norm M and whose shares of positive, negative and zero elements are
/// in the largest cluster, clipped to M and averaged (Xu, Huang, Song and Lan, "Byzantine-robust federated learning through
/// collaborative malicious gradient filtering", ICDCS 2022).
/// </summary>
/// <remarks>
/// Clusters are those of mean shift with a flat kernel, its bandwidth by default the mean distance of the three shares to the
/// ⌊n/2⌋-th nearest (the input itself counts), as the paper's library has it. The shares are those of all elements; the paper takes
/// a tenth of them at random. Where both filters leave nobody, the norms alone decide, which always leave somebody. Weak on means
/// of buckets, whose signs honest neighbours make up. Stands fewer than half of the published attacks; nothing is proven.
/// </remarks>
/// <example>
/// x = (1, 1), (1, 2), (2, 1), (−1, −1): the last has other signs; M = 1.825…, and the mean of (1, 1), and of (1, 2) and (2, 1)
/// clipped to M, is returned: (1.149…, 1.149…).
/// </example>
public sealed class SignGuard : AggregationRule
{
    private readonly double _lower;
    private readonly double _upper;
    private readonly double? _bandwidth;

    private SignGuard(double lower, double upper, double? bandwidth)
        : base("signguard", new RuleTraits(true, RuleNeeds.Inspection, Breakdown.Half, "n·d + n²")) =>
        (_lower, _upper, _bandwidth) = (lower, upper, bandwidth);

    internal static RuleEntry Entry { get; } = new(
        "signguard",
        "lower [0.1], upper [3], bandwidth [of the shares' median distances]",
        parameters => new SignGuard(
            parameters.Real("lower", 0, 0.1),
            parameters.Real("upper", 1, 3),
            parameters.Has("bandwidth") ? parameters.Positive("bandwidth") : null));

    internal override AggregationPlan Plan(PointSet points, int f)
    {
        var norms = points.Norms();
        var median = MedianColumn.OfSorted([.. norms.Order()]);
        double[][] shares = [.. points.CountSigns().Select(signs =>
            new[] { (double)signs.Positive / points.Length, (double)signs.Negative / points.Length, (double)signs.Zero / points.Length })];
        int[] plausible = [.. Ranks.All(points.Inputs).Where(input => norms[input] >= _lower * median && norms[input] <= _upper * median)];
        int[] chosen = [.. plausible.Intersect(MeanShift.LargestCluster(shares, _bandwidth))];
        chosen = chosen.Length > 0 ? chosen : plausible;
        var weights = new double[points.Points];
        foreach (var input in chosen)
        {
            weights[input] = norms[input] <= median ? 1 : median / norms[input];
        }

        return AggregationPlan.Of(Mixtures.Row(weights, chosen.Length));
    }
}
