using FederatedSecure.Learning.Data;
using FederatedSecure.Models;
using TorchSharp;
using static TorchSharp.torch;

namespace FederatedSecure.Learning.Training;

/// <summary>Tells how good a model is on given records.</summary>
public static class Evaluator
{
    private const int BatchSize = 256;

    /// <summary>Evaluates.</summary>
    /// <param name="spec">The model.</param>
    /// <param name="weights">Its weights, in layout order.</param>
    /// <param name="data">Records with labels.</param>
    /// <param name="threads">Threads for one operation.</param>
    /// <param name="cancellation">Looked at before every batch.</param>
    /// <exception cref="TrainingException">The data do not fit the model, or its loss on them is not finite.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public static EvaluationResult Evaluate(ModelSpec spec, float[] weights, DataSet data, int threads, CancellationToken cancellation = default) =>
        Evaluate(spec, weights, data, threads, ComputeDevice.Auto, cancellation);

    /// <summary>Evaluates, on a device of the caller's choice.</summary>
    /// <param name="spec">The model.</param>
    /// <param name="weights">Its weights, in layout order.</param>
    /// <param name="data">Records with labels.</param>
    /// <param name="threads">Threads for one operation.</param>
    /// <param name="device">What computes.</param>
    /// <param name="cancellation">Looked at before every batch.</param>
    /// <exception cref="TrainingException">The data do not fit the model, its loss on them is not finite, or there is no such device.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public static EvaluationResult Evaluate(ModelSpec spec, float[] weights, DataSet data, int threads, ComputeDevice device, CancellationToken cancellation)
    {
        TorchData.RequireFit(spec, data);
        return TorchRuntime.Run(threads, device, chosen => Evaluate(spec, weights, data, chosen, cancellation));
    }

    private static EvaluationResult Evaluate(ModelSpec spec, float[] weights, DataSet data, Device device, CancellationToken cancellation)
    {
        using var quiet = no_grad();
        using var model = new TorchModel(spec, weights, device);
        using var features = TorchData.Features(data, device);
        using var labels = TorchData.Labels(data, device);
        long correct = 0;
        var loss = 0.0;
        for (long first = 0; first < data.Count; first += BatchSize)
        {
            cancellation.ThrowIfCancellationRequested();
            using var scope = NewDisposeScope();
            var count = Math.Min(BatchSize, data.Count - first);
            var logits = model.Forward(features.narrow(0, first, count), dropout: null);
            var truth = labels.narrow(0, first, count);
            loss += nn.functional.cross_entropy(logits, truth, reduction: nn.Reduction.Sum).ToSingle();
            correct += logits.argmax(1).eq(truth).sum().ToInt64();
        }

        return double.IsFinite(loss)
            ? new EvaluationResult(data.Count, correct, loss)
            : throw new TrainingException(
                "evaluation.not-finite", "The model's loss on the data is not finite: the model has diverged. Use a smaller learning rate.");
    }
}
