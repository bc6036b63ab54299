namespace FederatedSecure.Adversary.Poisoning;

/// <summary>
/// m = μ − γ·∇p with the largest γ such that Σ_i ‖m − h_i‖² ≤ min_i Σ_j ‖h_i − h_j‖²: m is no further from all honest updates
/// together than the most central of them. Shejwalkar and Houmansadr, "Manipulating the Byzantine" (NDSS 2021), equation 6, with
/// the minimum as in their code.
/// </summary>
/// <remarks>
/// <see cref="DistanceBound.Max"/> takes the maximum over i, as the paper's text reads and FLPoison does. γ is found to within twice the search's stop
/// and stays below 2·γ_init.
/// Knows: all honest updates, not the rule; those of colluding sites give an estimate.
/// </remarks>
/// <example>
/// Honest 1, 2, 6 in one coordinate: the sums of squares are 26, 17 and 41. Around μ = 3 it is 14, and 14 + 3γ² ≤ 17 up to γ = 1: m = 2.
/// </example>
public sealed class MinSum : IPoisoner
{
    private readonly Perturbation _perturbation;
    private readonly FactorSearchOptions _search;
    private readonly DistanceBound _bound;

    /// <param name="perturbation">∇p; default: the unit vector.</param>
    /// <param name="search">The search for γ.</param>
    /// <param name="bound">Whose distances are the bound.</param>
    public MinSum(Perturbation? perturbation = null, FactorSearchOptions? search = null, DistanceBound bound = DistanceBound.Min) =>
        (_perturbation, _search, _bound) = (perturbation ?? new(), search ?? new(), bound);

    /// <inheritdoc/>
    public AttackerKnowledge Needs => AttackerKnowledge.OtherUpdates;

    /// <inheritdoc/>
    public double[][] Poison(PoisonContext context) => DistanceAttack.Poison(context, _perturbation, _search, _bound, squares => squares.Sum());
}
