using FederatedSecure.Learning.Data;
using FederatedSecure.Models;

namespace FederatedSecure.Learning.Training;

/// <summary>Tells how good a model is on given records.</summary>
public static class Evaluator
{
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
        return TorchRuntime.Run(threads, device, chosen =>
        {
            using var bench = new TrainingBench(spec, weights, threads, chosen);
            using var prepared = new PreparedData(data, chosen);
            var result = bench.EvaluateLoaded(prepared, cancellation);
            return double.IsFinite(result.LossSum)
                ? result
                : throw new TrainingException(
                    "evaluation.not-finite", "The model's loss on the data is not finite: the model has diverged. Use a smaller learning rate.");
        });
    }
}
