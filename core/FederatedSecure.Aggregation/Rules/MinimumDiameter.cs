using FederatedSecure.Aggregation.Points;

namespace FederatedSecure.Aggregation.Rules;

/// <summary>
/// The mean of the n − f inputs with the smallest diameter: argmin over S, |S| = n − f, of max_{i,j ∈ S} ‖x_i − x_j‖ (Rousseeuw 1985;
/// El Mhamdi et al., ICML 2018: "minimum diameter averaging", MDA). Of several such sets the lexicographically first.
/// </summary>
/// <remarks>
/// Stands f &lt; n/2 bad inputs. Exact, and not by trying all C(n, f) sets: a set of diameter at most t leaves out at least one end
/// of every pair farther apart than t, so that the question is whether f inputs cover all such pairs, and a pair of which one end
/// has to go branches in two. That costs up to 1.5^f steps a question.
/// </remarks>
/// <example>x = 0, 1, 3, 10 with f = 1: 0, 1 and 3 have the diameter 3, their mean is 4/3.</example>
public sealed class MinimumDiameter() : AggregationRule("mda", new RuleTraits(true, RuleNeeds.F | RuleNeeds.Distances, Breakdown.Half, "n²·d + n·1.5^f·n²"))
{
    internal static RuleEntry Entry { get; } = new("mda", "", _ => new MinimumDiameter());

    internal override AggregationPlan Plan(PointSet points, int f) =>
        AggregationPlan.Of(Mixtures.Mean(points.Points, Set(points.Geometry, f)));

    private static int[] Set(Geometry geometry, int f)
    {
        var n = geometry.Inputs;
        double[] diameters = [0, .. Pairs(n).Select(pair => geometry.Squared(pair.I, pair.J)).Order()];

        // The least diameter, by halving.
        var (least, most) = (0, diameters.Length - 1);
        while (least < most)
        {
            var middle = (least + most) / 2;
            (least, most) = new PairCover(geometry, diameters[middle]).Exists(f) ? (least, middle) : (middle + 1, most);
        }

        // The first set: keep each input in turn if the others can still make do.
        var cover = new PairCover(geometry, diameters[least]);
        var kept = new List<int>();
        for (var i = 0; i < n && kept.Count < n - f; i++)
        {
            if (cover.TryKeep(i, f))
            {
                kept.Add(i);
            }
        }

        return [.. kept];
    }

    private static IEnumerable<(int I, int J)> Pairs(int n) =>
        Enumerable.Range(0, n).SelectMany(i => Enumerable.Range(0, i).Select(j => (i, j)));
}
