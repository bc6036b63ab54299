using FederatedSecure.Lab.RedTeam.Targets;
using FederatedSecure.Learning.Data;
using FederatedSecure.Learning.Training;
using static TorchSharp.torch;

namespace FederatedSecure.Lab.RedTeam.Privacy;

/// <summary>What a model answers to a data set.</summary>
internal static class TargetLogits
{
    private const int BatchSize = 256;

    /// <summary>Logits of every record, one record after the other.</summary>
    /// <param name="target">The model.</param>
    /// <param name="data">Of the shape that it takes.</param>
    /// <param name="cancellation">Looked at between batches.</param>
    public static float[] Of(ITarget target, DataSet data, CancellationToken cancellation)
    {
        var all = new float[data.Count * target.Classes];
        using var quiet = no_grad();
        for (var first = 0; first < data.Count; first += BatchSize)
        {
            cancellation.ThrowIfCancellationRequested();
            using var scope = NewDisposeScope();
            var count = Math.Min(BatchSize, data.Count - first);
            var length = data.RecordLength;
            var inputs = TorchData.Upload(
                data.Features.AsSpan(first * length, count * length), [count, .. data.FeatureShape.Select(size => (long)size)], CPU);
            TorchData.Download(target.Logits(inputs).contiguous().flatten(), all.AsSpan(first * target.Classes, count * target.Classes));
        }

        return all;
    }
}
