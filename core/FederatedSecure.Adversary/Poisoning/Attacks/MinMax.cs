namespace FederatedSecure.Adversary.Poisoning;

/// <summary>
/// m = μ − γ·∇p with the largest γ such that max_i ‖m − h_i‖ ≤ max_{i,j} ‖h_i − h_j‖: no honest update is further from m than the
/// two most distant honest ones are from each other. Shejwalkar and Houmansadr, "Manipulating the Byzantine" (NDSS 2021), equation
/// 5.
/// </summary>
/// <remarks>
/// With <see cref="DistanceBound.Min"/> the bound is min_i max_j ‖h_i − h_j‖, which the mean itself need not keep; then γ is 0 and
/// the mean is sent. γ is found to within twice the search's stop and stays below 2·γ_init, so a wide spread of updates needs a
/// larger γ_init.
/// Knows: all honest updates, not the rule; those of colluding sites give an estimate.
/// </remarks>
/// <example>
/// Honest 1 and 3 in one coordinate: μ = 2, ∇p = 1, distances at most 2. m = 2 − γ is 3 − m = 1 + γ from the farther one, so γ = 1
/// and m = 1.
/// </example>
public sealed class MinMax : IPoisoner
{
    private readonly Perturbation _perturbation;
    private readonly FactorSearchOptions _search;
    private readonly DistanceBound _bound;

    /// <param name="perturbation">∇p; default: the unit vector.</param>
    /// <param name="search">The search for γ.</param>
    /// <param name="bound">Whose distances are the bound.</param>
    public MinMax(Perturbation? perturbation = null, FactorSearchOptions? search = null, DistanceBound bound = DistanceBound.Max) =>
        (_perturbation, _search, _bound) = (perturbation ?? new(), search ?? new(), bound);

    /// <inheritdoc/>
    public AttackerKnowledge Needs => AttackerKnowledge.OtherUpdates;

    /// <inheritdoc/>
    public double[][] Poison(PoisonContext context) => DistanceAttack.Poison(context, _perturbation, _search, _bound, squares => squares.Max());
}
