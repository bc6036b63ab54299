using System.Collections.Immutable;

namespace FederatedSecure.Aggregation.Reputation;

/// <summary>How the direction that is followed over rounds moves: v ← kept·v + Σ factor_b·y_b, of length 1.</summary>
/// <param name="Kept">What is kept of v.</param>
/// <param name="Factors">The factor of each bucket mean.</param>
public sealed record DirectionStep(double Kept, ImmutableArray<double> Factors)
{
    /// <summary>Moves a tile of v.</summary>
    /// <param name="means">The tile of each bucket mean, one after another, as it was scored.</param>
    /// <param name="direction">The tile of v; zeros at first.</param>
    /// <exception cref="ArgumentException">The lengths do not go together.</exception>
    public void Apply(ReadOnlySpan<float> means, Span<float> direction)
    {
        if (means.Length != (long)Factors.Length * direction.Length)
        {
            throw new ArgumentException($"A tile of {direction.Length} columns has {Factors.Length} rows of that length.");
        }

        for (var i = 0; i < direction.Length; i++)
        {
            var sum = Kept * direction[i];
            for (var b = 0; b < Factors.Length; b++)
            {
                sum += Factors[b] * means[(b * direction.Length) + i];
            }

            direction[i] = (float)sum;
        }
    }
}
