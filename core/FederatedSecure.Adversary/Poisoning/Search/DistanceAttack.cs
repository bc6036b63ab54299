namespace FederatedSecure.Adversary.Poisoning;

/// <summary>
/// What min-max and min-sum have in common: m = μ − γ·∇p with the largest γ for which the distances of m to the honest updates stay
/// within those of an honest one.
/// </summary>
internal static class DistanceAttack
{
    /// <param name="context">The round.</param>
    /// <param name="perturbation">∇p.</param>
    /// <param name="search">The search for γ.</param>
    /// <param name="bound">Whose distances are the bound.</param>
    /// <param name="score">Makes one number of squared distances to all honest updates: their maximum or their sum.</param>
    public static double[][] Poison(
        PoisonContext context, Perturbation perturbation, FactorSearchOptions search, DistanceBound bound, Func<IEnumerable<double>, double> score)
    {
        var known = context.Require(2, "to measure their distances");
        var scores = known.Select(x => score(known.Select(y => Moments.SquaredDistance(x, y))));
        var limit = bound == DistanceBound.Min ? scores.Min() : scores.Max();
        var (mean, direction) = perturbation.Of(context);

        // ‖μ − γp − h‖² = ‖μ − h‖² − 2γ·p·(μ − h) + γ²‖p‖²: one pass over the coordinates serves every γ.
        var square = Moments.Dot(direction, direction);
        var offsets = known.Select(h => Moments.Combine(mean, -1, h)).Select(d => (Square: Moments.Dot(d, d), Along: Moments.Dot(direction, d)))
            .ToArray();
        var gamma = FactorSearch.Largest(
            gamma => score(offsets.Select(d => d.Square - (2 * gamma * d.Along) + (gamma * gamma * square))) <= limit, search.GammaInit, search.Stop);
        return [Moments.Combine(mean, -gamma, direction)];
    }
}
