using FederatedSecure.Learning.Data;
using FederatedSecure.Models;

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
        return TorchRuntime.Run(options.Threads, options.Device, device =>
        {
            using var bench = new TrainingBench(spec, weights, options.Threads, device);
            using var prepared = new PreparedData(data, device);
            return bench.TrainLoaded(weights, prepared, options, progress, cancellation);
        });
    }
}
