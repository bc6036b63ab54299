using FederatedSecure.Aggregation.Columns;
using FederatedSecure.Aggregation.Points;

namespace FederatedSecure.Aggregation.Rules;

/// <summary>
/// argmin_z Σ ‖z − x_i‖, converged from the coordinate-wise median. With compat "rfa", a number of smoothed steps of Weiszfeld
/// instead: z ← Σ β_i x_i / Σ β_i, β_i = 1/max(ν, ‖z − x_i‖) (Pillutla, Kakade, Harchaoui, "Robust aggregation for federated
/// learning", IEEE TSP 2022).
/// </summary>
/// <remarks>
/// Stands any bad half: while fewer than half of the inputs are bad, wherever they are, the result stays near the honest ones.
/// Unique unless all inputs lie on one line, where it is the median, midpoint included. Three steps from zero are not converged
/// and depend on where zero is: on the example below, they give 3.79.
/// </remarks>
/// <example>x = 1, 4, 100: the geometric median is 4.</example>
public sealed class GeometricMedian : AggregationRule
{
    private readonly bool _isRfa;
    private readonly double _nu;
    private readonly int _steps;

    private GeometricMedian(RuleParameters parameters)
        : base("geometric-median", new RuleTraits(true, RuleNeeds.Inspection, Breakdown.Half, IsRfa(parameters) ? "T·n·d" : "n²·d")
        {
            Extras = IsRfa(parameters) ? [ExtraPoint.Start] : [],
        })
    {
        _isRfa = IsRfa(parameters);
        if (_isRfa)
        {
            (_nu, _steps) = (parameters.Positive("nu", 0.1), parameters.Whole("steps", 1, 10_000, 3));
        }
    }

    internal static RuleEntry Entry { get; } = new(
        "geometric-median", "compat [\"none\": converged] or \"rfa\" with nu [0.1], steps [3], start [zeros]", parameters => new GeometricMedian(parameters));

    internal override AggregationPlan Plan(PointSet points, int f)
    {
        if (_isRfa)
        {
            return AggregationPlan.Of(Smoothed(points));
        }

        var solver = new GeometricMedianSolver(points.Products(GramReference.Median));
        var ones = Enumerable.Repeat(1.0, points.Inputs).ToArray();
        return solver.Solve(ones) is { } weights
            ? AggregationPlan.Of(Mixtures.Row([.. weights, .. new double[points.Points - points.Inputs]]))
            : AggregationPlan.Columns(points, MedianColumn.Instance);
    }

    private static bool IsRfa(RuleParameters parameters) => parameters.Choice("compat", "none", "rfa") == "rfa";

    private Mixtures Smoothed(PointSet points)
    {
        var z = Mixtures.Select(points.Points, [points.Has(ExtraPoint.Start) ? points.Extra(ExtraPoint.Start) : points.Origin]);
        for (var step = 0; step < _steps; step++)
        {
            var squared = points.SquaredDistancesFrom(z);
            z = new Mixtures(1, points.Points);
            for (var i = 0; i < squared.Length; i++)
            {
                z[0][i] = 1 / Math.Max(_nu, Math.Sqrt(squared[i]));
                z.Divisors[0] = i == 0 ? z[0][i] : z.Divisors[0] + z[0][i];
            }
        }

        return z;
    }
}
