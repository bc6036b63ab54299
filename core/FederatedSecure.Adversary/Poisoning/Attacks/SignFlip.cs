namespace FederatedSecure.Adversary.Poisoning;

/// <summary>
/// −scale·μ, μ being the mean of the updates that the attacker knows: pushes the model uphill. Used against many rules since Allen-Zhu
/// et al., "Byzantine-resilient non-convex stochastic gradient descent" (ICLR 2021).
/// </summary>
/// <remarks>
/// Knows: its own update is enough (then it sends the opposite of that); with everybody's, all attackers send the opposite of the
/// honest mean. Large scales are easy to see by their norm.
/// </remarks>
/// <example>Honest (1, 2, 3), (4, 5, 6), (7, 8, 9): the attackers send (−4, −5, −6).</example>
public sealed class SignFlip : IPoisoner
{
    private readonly double _scale;

    /// <param name="scale">How much longer than the mean, above 0.</param>
    /// <exception cref="ArgumentException">The scale is not positive and finite.</exception>
    public SignFlip(double scale = 1) => _scale = Check.Positive(scale, nameof(scale));

    /// <inheritdoc/>
    public AttackerKnowledge Needs => AttackerKnowledge.OwnUpdates;

    /// <inheritdoc/>
    public double[][] Poison(PoisonContext context)
    {
        var mean = Moments.Mean(context.Require(1, "to flip"));
        return [Array.ConvertAll(mean, value => -_scale * value)];
    }
}
