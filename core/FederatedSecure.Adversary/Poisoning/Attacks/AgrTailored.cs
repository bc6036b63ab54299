namespace FederatedSecure.Adversary.Poisoning;

/// <summary>
/// m = μ − γ·∇p with the γ that moves a known rule A furthest: max_γ ‖A(h ∪ f·m) − μ‖. Shejwalkar and Houmansadr, "Manipulating the
/// Byzantine" (NDSS 2021), section IV-A.
/// </summary>
/// <remarks>
/// The authors' code has one search for each rule: for Krum, the largest γ at which the malicious updates are still selected; for
/// trimmed mean, median and Bulyan, up as long as the damage grows. This one does for both and for any other rule: it halves γ from
/// γ_init to the stop and keeps the best, then climbs from there in steps of half the best γ, halved after each. Never less damage
/// than at γ_init; of equal damage the larger γ found first wins.
/// Knows: all honest updates and the server's whole rule.
/// </remarks>
/// <example>
/// The rule is the median of honest 1, 2, 6 and one malicious 3 − γ: beyond γ = 2 it is the midpoint 1.5, so that γ_init = 10 is
/// kept and −7 is sent.
/// </example>
public sealed class AgrTailored : IPoisoner
{
    private readonly Perturbation _perturbation;
    private readonly FactorSearchOptions _search;

    /// <param name="perturbation">∇p; default: the unit vector.</param>
    /// <param name="search">The search for γ.</param>
    public AgrTailored(Perturbation? perturbation = null, FactorSearchOptions? search = null) =>
        (_perturbation, _search) = (perturbation ?? new(), search ?? new());

    /// <inheritdoc/>
    public AttackerKnowledge Needs => AttackerKnowledge.OtherUpdates | AttackerKnowledge.Rule;

    /// <inheritdoc/>
    public double[][] Poison(PoisonContext context)
    {
        var (mean, direction) = _perturbation.Of(context);
        var damage = new PipelineDamage(context, mean, direction);
        var (best, highest) = (_search.GammaInit, damage.At(-_search.GammaInit));

        // A rule that selects does not see a γ that is too large: halving finds the scale at which it does.
        for (var gamma = best / 2; gamma > _search.Stop; gamma /= 2)
        {
            Try(gamma);
        }

        for (var step = best / 2; step > _search.Stop; step /= 2)
        {
            Try(best + step);
        }

        return [Moments.Combine(mean, -best, direction)];

        void Try(double gamma)
        {
            var value = damage.At(-gamma);
            if (value > highest || double.IsNaN(highest))
            {
                (best, highest) = (gamma, value);
            }
        }
    }
}
