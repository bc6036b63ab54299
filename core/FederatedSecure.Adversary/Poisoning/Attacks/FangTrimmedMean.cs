using FederatedSecure.Numerics;

namespace FederatedSecure.Adversary.Poisoning;

/// <summary>
/// Just outside the honest updates, coordinate by coordinate, on the side against which they go; aimed at trimmed mean and median.
/// Fang, Cao, Jia and Gong, "Local model poisoning attacks to Byzantine-robust federated learning" (USENIX Security 2020), section
/// 4.3, b = 2.
/// </summary>
/// <remarks>
/// Where μ is negative, uniform in [max, b·max] if max &gt; 0, else in [max, max/b]; where μ is positive, in [min/b, min] if min
/// &gt; 0, else in [b·min, min]; where μ is 0, 0. Every attacker draws for itself. A trimmed mean that drops f from each end then
/// drops f honest values.
/// Knows: all honest updates, that is their smallest and largest value in each coordinate.
/// </remarks>
/// <example>Honest −4, −1, 0.1, 3: the mean is negative, the attackers draw from [3, 6].</example>
public sealed class FangTrimmedMean : IPoisoner
{
    private readonly double _b;

    /// <param name="b">How far outside, above 1.</param>
    /// <exception cref="ArgumentException">b is not above 1 and finite.</exception>
    public FangTrimmedMean(double b = 2) =>
        _b = b > 1 && double.IsFinite(b) ? b : throw new ArgumentException("b must be above 1 and finite.", nameof(b));

    /// <inheritdoc/>
    public AttackerKnowledge Needs => AttackerKnowledge.OtherUpdates;

    /// <inheritdoc/>
    public double[][] Poison(PoisonContext context)
    {
        var known = context.Require(1, "to know their range");
        var direction = Moments.Sign(Moments.Mean(known));
        var vectors = new double[Math.Max(context.Attackers, 1)][];
        foreach (ref var vector in vectors.AsSpan())
        {
            vector = new double[context.Dimension];
        }

        for (var j = 0; j < direction.Length; j++)
        {
            if (direction[j] == 0)
            {
                continue;
            }

            var edge = direction[j] < 0 ? known.Max(h => h[j]) : known.Min(h => h[j]);

            // Outwards is up where the mean is negative: away from zero if the edge lies beyond it, else towards it.
            var far = (edge < 0) == (direction[j] < 0) ? edge / _b : edge * _b;
            foreach (var vector in vectors)
            {
                vector[j] = edge + (context.Random.NextDouble() * (far - edge));
            }
        }

        return vectors;
    }
}
