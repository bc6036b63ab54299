using FederatedSecure.Aggregation.Points;
using FederatedSecure.Aggregation.Spectra;

namespace FederatedSecure.Aggregation.Rules;

/// <summary>
/// Covariance-bound agnostic filter (Allouah, Guerraoui and Stephan, "Towards trustworthy federated learning with untrusted
/// participants", ICML 2025, algorithm 2). From weights c_i = 1, while Σ c_i &gt; n − 2f: the weighted mean μ and leading direction
/// v (eigenvalue λ), τ_i = ((x_i − μ)·v)², c_i ← c_i·(1 − τ_i/max τ). The result is the μ with the smallest λ of all.
/// </summary>
/// <remarks>
/// While fewer than half are bad, the error is of order √(f/n) of the honest spread in its widest direction, not of the sum over
/// all directions: best in high dimension and under noise of privacy, whose bound it need not know. The mean itself when f = 0 or
/// all inputs are equal. The maximum is over the inputs that still have weight: every step takes it from one of them, so that there
/// are 2f steps at most. ByzFL's code takes it over all inputs (<c>maximum: "all"</c>): one far out that has lost its weight then
/// slows the others' fall down, a thousand steps for one at a hundred times the spread; after 10,000 of them the rest goes by
/// weight here.
/// </remarks>
/// <example>
/// x = 0, 1, 5 with f = 1: μ = 2, λ = 14/3, c becomes 5/9, 8/9, 0; then μ = 8/13, λ = 40/169, and c becomes 0, 13/24, 0, whose sum
/// is below 1. The result is 8/13.
/// </example>
public sealed class Caf : AggregationRule
{
    private const int MostSteps = 10_000;
    private readonly int? _powerSteps;
    private readonly bool _overAll;

    private Caf(int? powerSteps, bool overAll)
        : base("caf", new RuleTraits(true, RuleNeeds.F | RuleNeeds.Distances, Breakdown.Half, "n²·d + f·n³") { Extras = [ExtraPoint.Start] }) =>
        (_powerSteps, _overAll) = (powerSteps, overAll);

    internal static RuleEntry Entry { get; } = new(
        "caf",
        LeadingDirection.Parameters + ", maximum [\"weighted\"] or \"all\"",
        parameters => new Caf(LeadingDirection.Steps(parameters), parameters.Choice("maximum", "weighted", "all") == "all"));

    internal override AggregationPlan Plan(PointSet points, int f)
    {
        var n = points.Inputs;
        var direction = new LeadingDirection(points, _powerSteps);
        var all = Ranks.All(n);
        var (c, along) = (new double[n], new double[n]);
        Array.Fill(c, 1);
        var (best, lowest) = (c.ToArray(), double.PositiveInfinity);
        for (var step = 0; c.Sum() > n - (2 * f); step++)
        {
            var lambda = direction.Of(all, c, along);
            if (lambda < lowest)
            {
                (best, lowest) = (c.ToArray(), lambda);
            }

            if (!Reduce(c, along, overAll: _overAll && step < MostSteps))
            {
                break;
            }
        }

        var weights = new double[points.Points];
        best.CopyTo(weights, 0);
        return AggregationPlan.Of(Mixtures.Row(weights, best.Sum()));
    }

    /// <summary>One step of the filter; false if all that have weight are equal.</summary>
    private static bool Reduce(double[] c, double[] along, bool overAll)
    {
        var (largest, largestWeighted) = (0.0, 0.0);
        for (var i = 0; i < c.Length; i++)
        {
            largest = Math.Max(largest, Math.Abs(along[i]));
            largestWeighted = c[i] > 0 ? Math.Max(largestWeighted, Math.Abs(along[i])) : largestWeighted;
        }

        if (largestWeighted == 0)
        {
            return false;
        }

        largest = overAll ? largest : largestWeighted;
        for (var i = 0; i < c.Length; i++)
        {
            var ratio = along[i] / largest;
            c[i] = Math.Max(0, c[i] * (1 - (ratio * ratio)));
        }

        return true;
    }
}
