using FederatedSecure.Aggregation.Kernels;
using FederatedSecure.Aggregation.Points;
using FederatedSecure.Aggregation.Rules;

namespace FederatedSecure.Aggregation.Pipeline;

/// <summary>A decision, ready to be carried out for any part of the vectors, in any order.</summary>
public sealed class PreparedAggregate
{
    private readonly TileSource _source;
    private readonly Mixtures _mixtures;
    private readonly AggregationPlan _plan;
    private readonly int[] _kept;
    private readonly ParallelOptions _options;
    private readonly bool[] _isBad;

    internal PreparedAggregate(
        TileSource source, Mixtures mixtures, AggregationPlan plan, AggregationOutcome outcome, int[] kept, ParallelOptions options)
    {
        (_source, _mixtures, _plan, Outcome, _kept, _options) = (source, mixtures, plan, outcome, kept, options);
        _isBad = new bool[source.Points];
    }

    /// <summary>What becomes of the inputs.</summary>
    public AggregationOutcome Outcome { get; }

    /// <summary>Computes a part of the result, with as many threads as it was prepared for.</summary>
    /// <param name="start">The first element.</param>
    /// <param name="destination">As many elements as are wanted.</param>
    /// <exception cref="ArgumentOutOfRangeException">The part does not lie within the vectors.</exception>
    public void Compute(long start, Memory<float> destination)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(start);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(start + destination.Length, _source.Length);
        TilePasses.ForEachStrip(_source, _mixtures, _isBad, start, destination.Length, _options, (first, strip) =>
        {
            Span<float> result = stackalloc float[ColumnStrip.Width];
            _plan.Column.Apply(strip, result);
            _plan.Noise?.AddTo(first, result);
            var target = destination.Span[(int)(first - start)..];
            result[..Math.Min(result.Length, target.Length)].CopyTo(target);
        });
    }

    /// <summary>Which inputs were finite, if any turned out not to be; null if all did.</summary>
    internal bool[]? FoundBad()
    {
        if (Array.IndexOf(_isBad, true) < 0)
        {
            return null;
        }

        var finite = new bool[Outcome.Weights.Length];
        for (var input = 0; input < _kept.Length; input++)
        {
            finite[_kept[input]] = !_isBad[input];
        }

        return finite;
    }
}
