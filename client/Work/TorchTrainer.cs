using FederatedSecure.Learning.Data;
using FederatedSecure.Learning.Private;
using FederatedSecure.Learning.Training;
using FederatedSecure.Models;
using FederatedSecure.Numerics;

namespace FederatedSecure.Client.Work;

/// <summary>The real thing. Torch is loaded with the first call.</summary>
public sealed class TorchTrainer : ITrainer
{
    /// <inheritdoc/>
    public TrainingResult Train(
        ModelSpec spec, float[] weights, DataSet data, TrainingOptions options, IProgress<double> progress, CancellationToken cancellation) =>
        LocalTrainer.Train(spec, weights, data, options, progress, cancellation);

    /// <inheritdoc/>
    public TrainingResult TrainPrivately(
        ModelSpec spec, float[] weights, DataSet data, TrainingOptions options, PrivateTrainingOptions privacy, IProgress<double> progress, CancellationToken cancellation) =>
        PrivateTrainer.Train(spec, weights, data, options, privacy, SecureRandomSource.Instance, progress, cancellation);

    /// <inheritdoc/>
    public EvaluationResult Evaluate(ModelSpec spec, float[] weights, DataSet data, int threads, ComputeDevice device, CancellationToken cancellation) =>
        Evaluator.Evaluate(spec, weights, data, threads, device, cancellation);

    /// <inheritdoc/>
    public TrainingException? ProblemWith(ComputeDevice wish) => ComputeDevices.ProblemWith(wish);
}
