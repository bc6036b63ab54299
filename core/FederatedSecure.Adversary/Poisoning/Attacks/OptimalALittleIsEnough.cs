namespace FederatedSecure.Adversary.Poisoning;

/// <summary>
/// μ ± τ·σ with the τ that a line search finds to move the server's aggregate furthest from μ: <see cref="ALittleIsEnough"/> tuned
/// to a rule, as in Allouah et al., "Fixing by mixing" (AISTATS 2023), and ByzFL.
/// </summary>
/// <remarks>
/// Knows: all honest updates (at least two) and the server's whole rule. See <see cref="LineSearch"/> for what the search promises.
/// </remarks>
/// <example>
/// The rule is the plain mean of honest 1 and 3 (σ = √2) and one 2 + τ√2: the more the larger τ is. Three evaluations from 0 by 10: τ = 30.
/// </example>
public sealed class OptimalALittleIsEnough : IPoisoner
{
    private readonly LineSearch _search;
    private readonly int _sign;
    private readonly int _ddof;

    /// <param name="search">The search for τ.</param>
    /// <param name="sign">1 to add, −1 to subtract.</param>
    /// <param name="ddof">σ divides by the number of known updates less this: 0 or 1.</param>
    /// <exception cref="ArgumentException">A value is outside its range.</exception>
    public OptimalALittleIsEnough(LineSearch? search = null, int sign = 1, int ddof = 1)
    {
        _search = search ?? new();
        _sign = sign is 1 or -1 ? sign : throw new ArgumentException("sign must be 1 or -1.", nameof(sign));
        _ddof = Check.Ddof(ddof);
    }

    /// <inheritdoc/>
    public AttackerKnowledge Needs => AttackerKnowledge.OtherUpdates | AttackerKnowledge.Rule;

    /// <inheritdoc/>
    public double[][] Poison(PoisonContext context)
    {
        var (mean, spread) = Moments.MeanAndSpread(context, _ddof);
        var damage = new PipelineDamage(context, mean, spread);
        var tau = _search.Maximize(tau => damage.At(_sign * tau));
        return [Moments.Combine(mean, _sign * tau, spread)];
    }
}
