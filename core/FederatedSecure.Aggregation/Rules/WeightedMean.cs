using FederatedSecure.Numerics;

namespace FederatedSecure.Aggregation.Rules;

/// <summary>
/// Σ wᵢ·xᵢ / Σ wᵢ, one tile at a time (McMahan et al. 2017).
/// </summary>
/// <remarks>
/// Adds in double precision and in the order of the inputs, so that the result is the same, to the last bit, whatever the
/// tiles and the number of threads. Not robust: one input can move the mean anywhere. Holds no sums itself, so that one
/// instance serves many tiles and threads.
/// </remarks>
/// <example>x₁ = 1 with weight 1, x₂ = 4 with weight 2: the mean is 3.</example>
public sealed class WeightedMean
{
    /// <summary>The smallest weight.</summary>
    public const double MinimumWeight = 1e-100;

    /// <summary>The largest weight: a sum of many products with it stays far from what a double can hold.</summary>
    public const double MaximumWeight = 1e100;

    private readonly double[] _weights;
    private readonly double _total;

    /// <param name="weights">One weight per input, from <see cref="MinimumWeight"/> to <see cref="MaximumWeight"/>.</param>
    /// <exception cref="ArgumentException">There is no weight, or one is not positive, not finite or beyond the limits.</exception>
    public WeightedMean(ReadOnlySpan<double> weights)
    {
        if (weights.IsEmpty)
        {
            throw new ArgumentException("A mean needs at least one input.", nameof(weights));
        }

        _weights = weights.ToArray();
        foreach (var weight in _weights)
        {
            if (!(weight is >= MinimumWeight and <= MaximumWeight))
            {
                throw new ArgumentException(
                    $"A weight is positive and finite, from {MinimumWeight} to {MaximumWeight}; {weight} is not.", nameof(weights));
            }

            _total += weight;
        }
    }

    /// <summary>Number of inputs.</summary>
    public int Inputs => _weights.Length;

    /// <summary>Adds the tile of one input to the sums, which start at zero. Call in the order of the inputs.</summary>
    /// <param name="input">Index of the input, from 0.</param>
    /// <param name="tile">Its tile, finite.</param>
    /// <param name="sums">The tile's sums.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no such input.</exception>
    /// <exception cref="ArgumentException">The lengths differ.</exception>
    public void Accumulate(int input, ReadOnlySpan<float> tile, Span<double> sums)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(input);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(input, _weights.Length);
        VectorKernels.AddScaled(sums, tile, _weights[input]);
    }

    /// <summary>Turns the sums into the mean.</summary>
    /// <exception cref="ArgumentException">The lengths differ.</exception>
    public void Finish(ReadOnlySpan<double> sums, Span<float> mean) => VectorKernels.DivideTo(sums, _total, mean);
}
