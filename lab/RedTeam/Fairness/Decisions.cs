using FederatedSecure.Lab.RedTeam.Targets;
using FederatedSecure.Learning.Data;
using FederatedSecure.Learning.Training;
using static TorchSharp.torch;

namespace FederatedSecure.Lab.RedTeam.Fairness;

/// <summary>What a model decides about records.</summary>
internal static class Decisions
{
    private const int BatchSize = 256;

    /// <summary>The class of each record: that of the largest logit, the first of equal ones.</summary>
    /// <exception cref="NotFiniteNumberException">Some outputs are not finite, so that there is no decision.</exception>
    public static int[] Of(ITarget target, DataSet data, CancellationToken cancellation) => TorchRuntime.Run(threads: 1, ComputeDevice.Cpu, device =>
    {
        var decided = new int[data.Count];
        var undecided = 0;
        using var quiet = no_grad();
        for (var first = 0; first < data.Count; first += BatchSize)
        {
            cancellation.ThrowIfCancellationRequested();
            using var scope = NewDisposeScope();
            var count = Math.Min(BatchSize, data.Count - first);
            var records = data.Features.AsSpan(first * data.RecordLength, count * data.RecordLength);
            var logits = target.Logits(TorchData.Upload(records, [count, .. data.FeatureShape.Select(size => (long)size)], device)).contiguous().Values();
            for (var i = 0; i < count; i++)
            {
                var row = logits.Slice(i * target.Classes, target.Classes);
                undecided += row.ContainsAnyExceptInRange(float.MinValue, float.MaxValue) ? 1 : 0;
                decided[first + i] = Largest(row);
            }
        }

        return undecided == 0
            ? decided
            : throw new NotFiniteNumberException(FormattableString.Invariant($"the model's outputs are not finite for {undecided} of {data.Count} records"));
    });

    private static int Largest(ReadOnlySpan<float> row)
    {
        var best = 0;
        for (var i = 1; i < row.Length; i++)
        {
            best = row[i] > row[best] ? i : best;
        }

        return best;
    }
}
