using System.Collections.Concurrent;
using FederatedSecure.Client.Work;
using FederatedSecure.Learning.Data;
using FederatedSecure.Learning.Private;
using FederatedSecure.Learning.Training;
using FederatedSecure.Models;

namespace FederatedSecure.Client.Tests.Support;

/// <summary>Stands in for libtorch: its update is the same number for every parameter, different in each call.</summary>
internal sealed class ConstantTrainer : ITrainer
{
    private int _trained;

    /// <summary>How often it has trained.</summary>
    public int Trained => Volatile.Read(ref _trained);

    /// <summary>Runs in place of the training.</summary>
    public Action<CancellationToken>? During { get; init; }

    /// <summary>How it was asked to train privately, call by call. It adds no noise: it looks at no data either.</summary>
    public ConcurrentQueue<PrivateTrainingOptions> Privately { get; } = [];

    /// <summary>What it was asked to compute with, call by call.</summary>
    public ConcurrentQueue<ComputeDevice> Devices { get; } = [];

    public TrainingResult Train(ModelSpec spec, float[] weights, DataSet data, TrainingOptions options, IProgress<double> progress, CancellationToken cancellation)
    {
        var number = Interlocked.Increment(ref _trained);
        Devices.Enqueue(options.Device);
        During?.Invoke(cancellation);
        var update = Enumerable.Range(0, weights.Length).Select(i => (0.5f * number) + (i * 1e-7f)).ToArray();
        return new TrainingResult(update, data.Count, 0.25, 0.01);
    }

    public TrainingResult TrainPrivately(
        ModelSpec spec, float[] weights, DataSet data, TrainingOptions options, PrivateTrainingOptions privacy, IProgress<double> progress, CancellationToken cancellation)
    {
        Privately.Enqueue(privacy);
        return Train(spec, weights, data, options, progress, cancellation);
    }

    /// <summary>It has no GPU.</summary>
    public TrainingException? ProblemWith(ComputeDevice wish) =>
        wish == ComputeDevice.Cuda ? new TrainingException("training.no-cuda", "there is no GPU") : null;

    public EvaluationResult Evaluate(ModelSpec spec, float[] weights, DataSet data, int threads, ComputeDevice device, CancellationToken cancellation)
    {
        Devices.Enqueue(device);
        return new(data.Count, data.Count / 2, 0.5 * data.Count);
    }
}
