using System.Globalization;
using FederatedSecure.Aggregation.Points;
using FederatedSecure.Aggregation.Spectra;

namespace FederatedSecure.Aggregation.Rules;

/// <summary>
/// Smallest maximum eigenvalue averaging: the mean of those n − f inputs whose covariance has the smallest largest eigenvalue
/// (Allouah, Guerraoui, Gupta, Pinot and Stephan, "On the privacy-robustness-utility trilemma in distributed learning", ICML 2023).
/// </summary>
/// <remarks>
/// While fewer than half are bad, the error is of order √(f/n) of the honest spread in its widest direction: the best that is known
/// under noise of privacy. Looks at all C(n, f) subsets, of which it takes 200,000 at most; <see cref="Caf"/> comes close for any
/// n. Of equal subsets the lexicographically first.
/// </remarks>
/// <example>x = 0, 1, 3, 10 with f = 1: {0, 1, 3} has variance 14/9, every other subset more; the result is 4/3.</example>
public sealed class Smea : AggregationRule
{
    private const double MostSubsets = 200_000;
    private const double Equal = 1e-12;
    private readonly int? _steps;

    private Smea(int? steps)
        : base("smea", new RuleTraits(true, RuleNeeds.F | RuleNeeds.Distances, Breakdown.Half, "n²·d + C(n, f)·n³") { Extras = [ExtraPoint.Start] }) =>
        _steps = steps;

    internal static RuleEntry Entry { get; } = new("smea", LeadingDirection.Parameters, parameters => new Smea(LeadingDirection.Steps(parameters)));

    /// <inheritdoc/>
    public override string? Problem(int n, int f)
    {
        if (base.Problem(n, f) is { } problem)
        {
            return problem;
        }

        var subsets = Subsets(n, f);
        if (subsets <= MostSubsets)
        {
            return null;
        }

        // C(n, 0) = 1: there is a last one.
        var possible = Enumerable.Range(0, f).Last(smaller => Subsets(n, smaller) <= MostSubsets);
        return string.Create(
            CultureInfo.InvariantCulture,
            $"\"smea\" would look at {subsets:0} subsets for n = {n} and f = {f}, of {MostSubsets:0} at most: take f = {possible}, fewer inputs, "
            + $"or \"caf\", which looks at none.");
    }

    internal override AggregationPlan Plan(PointSet points, int f)
    {
        var direction = new LeadingDirection(points, _steps);
        var size = points.Inputs - f;
        var (subset, weights) = (Ranks.All(size), new double[size]);
        Array.Fill(weights, 1);
        var (best, lowest) = (subset.ToArray(), double.PositiveInfinity);
        do
        {
            var lambda = direction.Of(subset, weights, []);

            // What differs by rounding alone is equal.
            if (lambda < lowest * (1 - Equal))
            {
                (best, lowest) = (subset.ToArray(), lambda);
            }
        }
        while (Next(subset, points.Inputs));

        return AggregationPlan.Of(Mixtures.Mean(points.Points, best));
    }

    /// <summary>The lexicographically next subset of 0 … n − 1; false after the last.</summary>
    private static bool Next(int[] subset, int n)
    {
        var i = subset.Length - 1;
        while (i >= 0 && subset[i] == n - subset.Length + i)
        {
            i--;
        }

        if (i < 0)
        {
            return false;
        }

        subset[i]++;
        for (var j = i + 1; j < subset.Length; j++)
        {
            subset[j] = subset[j - 1] + 1;
        }

        return true;
    }

    private static double Subsets(int n, int f)
    {
        var count = 1.0;
        for (var i = 1; i <= f; i++)
        {
            count = Math.Round(count * (n - f + i) / i);
        }

        return count;
    }
}
