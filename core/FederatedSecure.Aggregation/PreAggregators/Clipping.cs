using FederatedSecure.Aggregation.Points;
using FederatedSecure.Aggregation.Rules;

namespace FederatedSecure.Aggregation.PreAggregators;

/// <summary>x_i·min(1, c/‖x_i‖): no input is longer than c.</summary>
/// <remarks>Bounds what any input can do; chooses nothing among those within the bound.</remarks>
/// <example>x = (3, 4), (0, 1) with c = 2: (1.2, 1.6) and (0, 1).</example>
public sealed class Clipping : PreAggregator
{
    private readonly double _bound;

    private Clipping(double bound)
        : base("clipping", new RuleTraits(true, RuleNeeds.Inspection, Breakdown.None, "n·d")) => _bound = bound;

    internal static PreAggregatorEntry Entry { get; } = new("clipping", "bound", parameters => new Clipping(parameters.Positive("bound")));

    internal override Mixtures Mix(PointSet points, int f) => To(_bound, points.Norms(), points.Points);

    /// <summary>Clips to a bound.</summary>
    internal static Mixtures To(double bound, double[] norms, int points)
    {
        var mixtures = Mixtures.Select(points, Ranks.All(norms.Length));
        for (var i = 0; i < norms.Length; i++)
        {
            if (norms[i] > bound)
            {
                mixtures[i][i] = bound / norms[i];
            }
        }

        return mixtures;
    }
}
