using FederatedSecure.Aggregation.Columns;
using FederatedSecure.Aggregation.Points;

namespace FederatedSecure.Aggregation.Rules;

/// <summary>
/// Takes the input with <see cref="Krum"/>'s lowest score θ = n − 2f times, each time among those that are left and with their own
/// scores; of the θ taken, coordinate by coordinate, the mean of the θ − 2f values nearest to the median (El Mhamdi, Guerraoui,
/// Rouault, "The hidden vulnerability of distributed learning in Byzantium", ICML 2018).
/// </summary>
/// <remarks>
/// n ≥ 4f + 3. Bounds what bad inputs do to every single coordinate, where Krum alone bounds only a distance. Uses few of the
/// values: n − 4f of n. Ties: the lowest index.
/// </remarks>
/// <example>x = 0, 1, 2, 3, 4, 5, 100 with f = 1: taken are 2, 1, 3, 0 and 4; nearest to their median 2 are 2, 1 and 3, their mean is 2.</example>
public sealed class Bulyan : AggregationRule
{
    private readonly bool _isPaper;

    private Bulyan(bool isPaper)
        : base("bulyan", new RuleTraits(true, RuleNeeds.F | RuleNeeds.Distances, new Breakdown(4, 3), "n²·d")) => _isPaper = isPaper;

    internal static RuleEntry Entry { get; } = new("bulyan", KrumScores.Parameters, parameters => new Bulyan(KrumScores.IsPaper(parameters)));

    internal override AggregationPlan Plan(PointSet points, int f) =>
        new(Mixtures.Select(points.Points, Take(points.Geometry, points.Inputs - (2 * f), f)), new NearestMeanColumn(2 * f));

    private int[] Take(Geometry geometry, int count, int f)
    {
        // Each input's others, the nearest first, sorted once: a score is the sum along the row, past those that are gone.
        var n = geometry.Inputs;
        var isGone = new bool[n];
        int[][] nearest = [.. Enumerable.Range(0, n).Select(i => Ranks.Sorted(geometry.SquaredFrom(i)[..n]))];
        var taken = new int[count];
        var scores = new double[n];
        for (var t = 0; t < count; t++)
        {
            var neighbours = Math.Max(0, n - t - f - (_isPaper ? 2 : 1));
            for (var i = 0; i < n; i++)
            {
                scores[i] = isGone[i] ? double.PositiveInfinity : Score(geometry, i, nearest[i], isGone, neighbours);
            }

            taken[t] = Ranks.First(scores);
            isGone[taken[t]] = true;
        }

        Array.Sort(taken);
        return taken;
    }

    private static double Score(Geometry geometry, int i, int[] nearest, bool[] isGone, int neighbours)
    {
        var score = 0.0;
        for (var rank = 0; neighbours > 0; rank++)
        {
            if (nearest[rank] != i && !isGone[nearest[rank]])
            {
                score += geometry.Squared(i, nearest[rank]);
                neighbours--;
            }
        }

        return score;
    }
}
