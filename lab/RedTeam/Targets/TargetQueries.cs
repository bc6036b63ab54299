using FederatedSecure.Learning.Data;
using FederatedSecure.Learning.Training;
using static TorchSharp.torch;

namespace FederatedSecure.Lab.RedTeam.Targets;

/// <summary>Questions to a model about many records at once, without a gradient tape and in batches that fit the cache.</summary>
internal static class TargetQueries
{
    private const int BatchSize = 256;

    /// <summary>The features of records, [n, …shape of a record].</summary>
    public static Tensor Inputs(DataSet data) => TorchData.Upload(data.Features, [data.Count, .. data.FeatureShape.Select(size => (long)size)], CPU);

    /// <summary>The labels of records, [n].</summary>
    public static Tensor Labels(DataSet data) => TorchData.Labels(data, CPU);

    /// <summary>[n, classes].</summary>
    public static Tensor LogitsInBatches(this ITarget target, Tensor inputs, CancellationToken cancellation = default) =>
        InBatches(inputs, target.Logits, cancellation);

    /// <summary>The class of every input, [n].</summary>
    public static long[] Classify(this ITarget target, Tensor inputs, CancellationToken cancellation = default)
    {
        using var scope = NewDisposeScope();
        return target.LogitsInBatches(inputs, cancellation).argmax(1).data<long>().ToArray();
    }

    /// <summary>What goes into the last layer with parameters, one row an input.</summary>
    public static Tensor RepresentationInBatches(this SpecTarget target, Tensor inputs, CancellationToken cancellation = default) =>
        InBatches(inputs, target.Representation, cancellation);

    /// <summary>Something of every batch, one below the other.</summary>
    public static Tensor InBatches(Tensor inputs, Func<Tensor, Tensor> ask, CancellationToken cancellation)
    {
        using var quiet = no_grad();
        using var scope = NewDisposeScope();
        var parts = new List<Tensor>();
        for (long first = 0; first < inputs.shape[0]; first += BatchSize)
        {
            cancellation.ThrowIfCancellationRequested();
            using var batch = NewDisposeScope();
            parts.Add(ask(inputs.narrow(0, first, Math.Min(BatchSize, inputs.shape[0] - first))).MoveToOuterDisposeScope());
        }

        return cat(parts, 0).MoveToOuterDisposeScope();
    }
}
