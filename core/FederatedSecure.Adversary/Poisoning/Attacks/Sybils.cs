using FederatedSecure.Numerics;

namespace FederatedSecure.Adversary.Poisoning;

/// <summary>
/// One attacker under many names: every malicious site sends the same vector of another attack, on request with a little noise of
/// its own so that they are not bit for bit equal. Fung, Yoon and Beschastnikh, "The limitations of federated learning in Sybil
/// settings" (RAID 2020).
/// </summary>
/// <remarks>Knows: what the other attack needs.</remarks>
/// <example>Sign flip under three names, honest mean (4, 5, 6): (−4, −5, −6) three times.</example>
public sealed class Sybils : IPoisoner
{
    private readonly IPoisoner _attack;
    private readonly double _noise;

    /// <param name="attack">Whose first vector they send.</param>
    /// <param name="noise">Standard deviation of the noise in each coordinate, 0 or more.</param>
    /// <exception cref="ArgumentException">The noise is negative or not finite.</exception>
    public Sybils(IPoisoner attack, double noise = 0) => (_attack, _noise) = (attack, Check.NotNegative(noise, nameof(noise)));

    /// <inheritdoc/>
    public AttackerKnowledge Needs => _attack.Needs;

    /// <inheritdoc/>
    public double[][] Poison(PoisonContext context)
    {
        var vector = _attack.Poison(context)[0];
        return [.. Enumerable.Range(0, Math.Max(context.Attackers, 1)).Select(_ =>
            Array.ConvertAll(vector, value => _noise > 0 ? value + (_noise * context.Random.NextGaussian()) : value))];
    }
}
