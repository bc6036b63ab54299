using System.Diagnostics;
using FederatedSecure.Learning.Data;
using FederatedSecure.Models;
using FederatedSecure.Numerics;
using TorchSharp;
using static TorchSharp.torch;

namespace FederatedSecure.Learning.Training;

/// <summary>Trains a model on local data with stochastic gradient descent.</summary>
public static class LocalTrainer
{
    /// <summary>Trains and returns the difference to the weights it started from.</summary>
    /// <param name="spec">The model.</param>
    /// <param name="weights">Where to start, in layout order. Not changed.</param>
    /// <param name="data">Training records.</param>
    /// <param name="options">How.</param>
    /// <param name="progress">Told the part that is done, 0 to 1, after batches.</param>
    /// <param name="cancellation">Looked at before every batch.</param>
    /// <exception cref="TrainingException">An option is out of range, the data do not fit the model, or the loss is not finite any more.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public static TrainingResult Train(
        ModelSpec spec,
        float[] weights,
        DataSet data,
        TrainingOptions options,
        IProgress<double>? progress = null,
        CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(options);
        options.Check();
        TorchData.RequireFit(spec, data);
        return TorchRuntime.Run(options.Threads, options.Device, device => Train(spec, weights, data, options, device, progress, cancellation));
    }

    private static TrainingResult Train(
        ModelSpec spec, float[] weights, DataSet data, TrainingOptions options, Device device, IProgress<double>? progress, CancellationToken cancellation)
    {
        var startedAt = Stopwatch.GetTimestamp();
        using var model = new TorchModel(spec, weights, device);
        using var features = TorchData.Features(data, device);
        using var labels = TorchData.Labels(data, device);
        using var optimizer = new MomentumSgd(model.Parameters, options);
        using var dropout = new Generator(options.Seed, device);

        var random = new SeededRandomSource(options.Seed);
        var order = new long[data.Count];
        for (var i = 0; i < order.Length; i++)
        {
            order[i] = i;
        }

        var loss = 0.0;
        for (var epoch = 0; epoch < options.LocalEpochs; epoch++)
        {
            random.Shuffle(order.AsSpan());
            using var permutation = tensor(order, device: device);
            loss = 0;
            for (var first = 0; first < order.Length; first += options.BatchSize)
            {
                cancellation.ThrowIfCancellationRequested();
                var count = Math.Min(options.BatchSize, order.Length - first);
                var batchLoss = Step(model, optimizer, features, labels, permutation, first, count, dropout);
                if (!double.IsFinite(batchLoss))
                {
                    throw new TrainingException("training.not-finite", "The loss is not finite any more: use a smaller learning rate.");
                }

                loss += batchLoss * count;
                progress?.Report((epoch + ((double)(first + count) / order.Length)) / options.LocalEpochs);
            }

            loss /= order.Length;
        }

        var update = new float[weights.Length];
        model.CopyTo(update);
        VectorKernels.Subtract(update, weights, update);
        return VectorKernels.AllFinite(update)
            ? new TrainingResult(update, data.Count, loss, Stopwatch.GetElapsedTime(startedAt).TotalSeconds)
            : throw new TrainingException("training.not-finite", "The weights are not finite any more: use a smaller learning rate.");
    }

    private static double Step(
        TorchModel model, MomentumSgd optimizer, Tensor features, Tensor labels, Tensor permutation, int first, int count, Generator dropout)
    {
        using var scope = NewDisposeScope();
        var chosen = permutation.narrow(0, first, count);
        var logits = model.Forward(features.index_select(0, chosen), dropout);
        var loss = nn.functional.cross_entropy(logits, labels.index_select(0, chosen));
        loss.backward();
        optimizer.Step();
        return loss.ToSingle();
    }
}
