using FederatedSecure.Numerics;

namespace FederatedSecure.Aggregation.Rules;

/// <summary>
/// Σ wᵢ·xᵢ / Σ wᵢ, one tile at a time (McMahan et al. 2017).
/// </summary>
/// <remarks>
/// Adds in double precision and in the order of the inputs, so that the result is the same whatever the tiles and the number
/// of threads. Not robust: one input can move the mean anywhere.
/// </remarks>
/// <example>x₁ = 1 with weight 1, x₂ = 4 with weight 2: the mean is 3.</example>
public sealed class WeightedMean
{
    private readonly double[] _weights;
    private readonly double _total;

    /// <param name="weights">One positive, finite weight per input.</param>
    /// <exception cref="ArgumentException">There is no weight, or one is not positive and finite.</exception>
    public WeightedMean(ReadOnlySpan<double> weights)
    {
        if (weights.IsEmpty)
        {
            throw new ArgumentException("A mean needs at least one input.", nameof(weights));
        }

        _weights = weights.ToArray();
        foreach (var weight in _weights)
        {
            if (!(weight > 0) || double.IsInfinity(weight))
            {
                throw new ArgumentException($"A weight is positive and finite; {weight} is not.", nameof(weights));
            }

            _total += weight;
        }

        if (double.IsInfinity(_total))
        {
            throw new ArgumentException("The weights add up to more than a double can hold.", nameof(weights));
        }
    }

    /// <summary>Number of inputs.</summary>
    public int Inputs => _weights.Length;

    /// <summary>Adds the tile of one input to the sums. Call in the order of the inputs.</summary>
    public void Accumulate(int input, ReadOnlySpan<float> tile, Span<double> sums) =>
        VectorKernels.AddScaled(sums, tile, _weights[input]);

    /// <summary>Turns the sums into the mean.</summary>
    public void Finish(ReadOnlySpan<double> sums, Span<float> mean)
    {
        for (var i = 0; i < sums.Length; i++)
        {
            mean[i] = (float)(sums[i] / _total);
        }
    }
}
