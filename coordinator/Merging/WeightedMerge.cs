using FederatedSecure.Aggregation.Rules;

namespace FederatedSecure.Coordinator.Merging;

/// <summary>The weighted mean.</summary>
internal sealed class WeightedMerge(IReadOnlyList<MergeInput> inputs) : Merge
{
    private readonly WeightedMean _mean = new([.. inputs.Select(input => input.Weight)]);
    private double[] _sums = [];

    public override void Compute(long first, Memory<float> merged)
    {
        if (_sums.Length < merged.Length)
        {
            _sums = new double[merged.Length];
        }

        var sums = _sums.AsSpan(0, merged.Length);
        sums.Clear();
        for (var input = 0; input < inputs.Count; input++)
        {
            inputs[input].Read(first, merged.Span);
            _mean.Accumulate(input, merged.Span, sums);
        }

        _mean.Finish(sums, merged.Span);
    }
}
