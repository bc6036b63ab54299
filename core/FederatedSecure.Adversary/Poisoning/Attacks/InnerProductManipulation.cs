namespace FederatedSecure.Adversary.Poisoning;

/// <summary>
/// −ε·μ: makes the inner product of the aggregate and the true mean negative. Xie, Koyejo and Gupta, "Fall of empires" (UAI 2019).
/// </summary>
/// <remarks>
/// Knows: its own update is enough; with everybody's, the honest mean is turned around. Small ε (0.1) hides among the honest
/// updates and defeats rules that select (Krum) or take medians; large ε (10) defeats the plain mean.
/// </remarks>
/// <example>ε = 0.5, honest (1, 2, 3), (4, 5, 6), (7, 8, 9): the attackers send (−2, −2.5, −3).</example>
public sealed class InnerProductManipulation : IPoisoner
{
    private readonly double _epsilon;

    /// <param name="epsilon">ε, 0 or more; 0 sends zeros.</param>
    /// <exception cref="ArgumentException">ε is negative or not finite.</exception>
    public InnerProductManipulation(double epsilon = 0.1) => _epsilon = Check.NotNegative(epsilon, nameof(epsilon));

    /// <inheritdoc/>
    public AttackerKnowledge Needs => AttackerKnowledge.OwnUpdates;

    /// <inheritdoc/>
    public double[][] Poison(PoisonContext context)
    {
        var mean = Moments.Mean(context.Require(1, "to turn around"));
        return [Array.ConvertAll(mean, value => -_epsilon * value)];
    }
}
