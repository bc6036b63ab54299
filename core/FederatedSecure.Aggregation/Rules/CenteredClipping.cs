using FederatedSecure.Aggregation.Points;

namespace FederatedSecure.Aggregation.Rules;

/// <summary>
/// v ← v + (1/n) Σ (x_i − v)·min(1, τ/‖x_i − v‖), a number of times, from a center v; the result is the next round's center
/// (Karimireddy, He, Jaggi, "Learning from history for Byzantine robust optimization", ICML 2021).
/// </summary>
/// <remarks>
/// Each input moves the result by at most τ/n an iteration. The theory holds for up to a tenth of bad inputs, a τ that fits the
/// honest ones' spread, and sites with momentum; attackers that know the history do better. The center is an argument and the
/// result is the state: keep it, and a restart changes nothing.
/// </remarks>
/// <example>x = 1, 3, 100 with τ = 2 and center 0: 0 + (1 + 2 + 2)/3 = 5/3.</example>
public sealed class CenteredClipping : AggregationRule
{
    private readonly double _tau;
    private readonly int _iterations;

    private CenteredClipping(double tau, int iterations)
        : base("centered-clipping", new RuleTraits(true, RuleNeeds.History | RuleNeeds.Inspection, new Breakdown(10, 1), "L·n·d")
        {
            Extras = [ExtraPoint.Center],
        }) => (_tau, _iterations) = (tau, iterations);

    internal static RuleEntry Entry { get; } = new(
        "centered-clipping",
        "tau, iterations [1], center [zeros]",
        parameters => new CenteredClipping(parameters.Positive("tau"), parameters.Whole("iterations", 1, 1_000, 1)));

    internal override AggregationPlan Plan(PointSet points, int f)
    {
        var n = points.Inputs;
        var v = new Mixtures(1, points.Points);
        v[0][points.Has(ExtraPoint.Center) ? points.Extra(ExtraPoint.Center) : points.Origin] = 1;
        for (var iteration = 0; iteration < _iterations; iteration++)
        {
            var squared = points.SquaredDistancesFrom(v);
            var shares = Array.ConvertAll(squared, d => Math.Min(1, _tau / Math.Sqrt(d)) / n);
            v = Move(v[0], shares);
        }

        return AggregationPlan.Of(v);
    }

    private static Mixtures Move(ReadOnlySpan<double> v, double[] shares)
    {
        var stays = 1 - shares.Sum();
        var next = new Mixtures(1, v.Length);
        for (var point = 0; point < v.Length; point++)
        {
            next[0][point] = (stays * v[point]) + (point < shares.Length ? shares[point] : 0);
        }

        return next;
    }
}
