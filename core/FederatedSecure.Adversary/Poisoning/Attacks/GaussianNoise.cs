using FederatedSecure.Numerics;

namespace FederatedSecure.Adversary.Poisoning;

/// <summary>
/// N(mean, std²) in every coordinate, independently, and for every attacker anew: Blanchard et al., "Machine learning with adversaries"
/// (NeurIPS 2017), who took std = 200.
/// </summary>
/// <remarks>Knows: nothing. Same dice, same vectors.</remarks>
/// <example>mean 3, std 0 in two coordinates: (3, 3).</example>
public sealed class GaussianNoise : IPoisoner
{
    private readonly double _mean;
    private readonly double _std;

    /// <param name="mean">Mean of each coordinate.</param>
    /// <param name="std">Standard deviation of each coordinate, 0 or more.</param>
    /// <exception cref="ArgumentException">A value is outside its range.</exception>
    public GaussianNoise(double mean = 0, double std = 1)
    {
        _mean = Check.Finite(mean, nameof(mean));
        _std = Check.NotNegative(std, nameof(std));
    }

    /// <inheritdoc/>
    public AttackerKnowledge Needs => AttackerKnowledge.None;

    /// <inheritdoc/>
    public double[][] Poison(PoisonContext context)
    {
        var vectors = new double[Math.Max(context.Attackers, 1)][];
        foreach (ref var vector in vectors.AsSpan())
        {
            vector = new double[context.Dimension];
            foreach (ref var value in vector.AsSpan())
            {
                value = _mean + (_std * context.Random.NextGaussian());
            }
        }

        return vectors;
    }
}
