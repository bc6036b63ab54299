using FederatedSecure.Aggregation.Columns;
using FederatedSecure.Aggregation.Points;

namespace FederatedSecure.Aggregation.Rules;

/// <summary>
/// A geometric median that chooses its own weights: min over z and α of Σ α_i ‖z − x_i‖ + (λ/2)·‖α‖², α_i ≥ 0, Σ α_i = 1, in turns
/// over z and α (Li et al., "Auto-weighted robust federated learning with corrupted data sources", ACM TIST 2022).
/// </summary>
/// <remarks>
/// For given distances, α_i = max(0, η − d_i)/λ with the η that makes them add up to 1: inputs beyond η count no more. λ has the
/// unit of distances: a large one gives the geometric median, a small one the mean of few. Stands fewer than half bad inputs
/// like the geometric median that it starts from.
/// </remarks>
/// <example>x = 0, 0, 0, 0, 1000 with λ = 5: the weights become 1/4 each and 0, the result is 0.</example>
public sealed class AutoGeometricMedian : AggregationRule
{
    private const int MostIterations = 100;
    private const double Converged = 1e-9;

    private readonly double? _lambda;

    private AutoGeometricMedian(double? lambda)
        : base("auto-gm", new RuleTraits(true, RuleNeeds.Inspection, Breakdown.Half, "n²·d")) => _lambda = lambda;

    internal static RuleEntry Entry { get; } = new(
        "auto-gm", "lambda [n] (unit of distances)", parameters => new AutoGeometricMedian(parameters.Has("lambda") ? parameters.Positive("lambda") : null));

    internal override AggregationPlan Plan(PointSet points, int f)
    {
        var n = points.Inputs;
        var lambda = _lambda ?? n;
        var solver = new GeometricMedianSolver(points.Products(GramReference.Median));
        var alpha = Enumerable.Repeat(1.0 / n, n).ToArray();
        var (weights, last) = (default(double[]), double.PositiveInfinity);
        for (var iteration = 0; iteration < MostIterations; iteration++)
        {
            weights = solver.Solve(alpha);
            var distances = solver.Distances(weights ?? new double[n]);
            alpha = Weigh(distances, lambda);
            var objective = distances.Zip(alpha, (d, a) => (a * d) + (lambda / 2 * a * a)).Sum();
            if (!(last - objective > Converged * objective))
            {
                break;
            }

            last = objective;
        }

        return weights is null
            ? AggregationPlan.Columns(points, MedianColumn.Instance)
            : AggregationPlan.Of(Mixtures.Row([.. weights, .. new double[points.Points - n]]));
    }

    /// <summary>The best α for given distances: a projection onto the simplex.</summary>
    private static double[] Weigh(double[] distances, double lambda)
    {
        var sorted = distances.Order().ToArray();
        var (sum, eta) = (0.0, double.PositiveInfinity);
        for (var p = 0; p < sorted.Length && sorted[p] < eta; p++)
        {
            sum += sorted[p];
            eta = (sum + lambda) / (p + 1);
        }

        return Array.ConvertAll(distances, d => Math.Max(0, eta - d) / lambda);
    }
}
