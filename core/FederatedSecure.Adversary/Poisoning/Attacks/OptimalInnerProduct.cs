namespace FederatedSecure.Adversary.Poisoning;

/// <summary>
/// −τ·μ with the τ that a line search finds to move the server's aggregate furthest from μ: <see cref="InnerProductManipulation"/>
/// tuned to a rule, as in Allouah et al., "Fixing by mixing" (AISTATS 2023), and ByzFL.
/// </summary>
/// <remarks>Knows: all honest updates and the server's whole rule. See <see cref="LineSearch"/> for what the search promises.</remarks>
/// <example>
/// The rule is the plain mean of honest 1 and 3 and one −2τ: it moves off by 2(1 + τ)/3, the more the larger τ is. Three
/// evaluations from 0 by 10: τ = 0, 10, 30, and −60 is sent.
/// </example>
public sealed class OptimalInnerProduct : IPoisoner
{
    private readonly LineSearch _search;

    /// <param name="search">The search for τ.</param>
    public OptimalInnerProduct(LineSearch? search = null) => _search = search ?? new();

    /// <inheritdoc/>
    public AttackerKnowledge Needs => AttackerKnowledge.OtherUpdates | AttackerKnowledge.Rule;

    /// <inheritdoc/>
    public double[][] Poison(PoisonContext context)
    {
        var mean = Moments.Mean(context.Require(1, "to turn around"));

        // −τμ = μ − (1 + τ)·μ.
        var damage = new PipelineDamage(context, mean, mean);
        var tau = _search.Maximize(tau => damage.At(-1 - tau));
        return [Array.ConvertAll(mean, value => -tau * value)];
    }
}
