using FederatedSecure.Learning.Data;
using FederatedSecure.Learning.Private;
using FederatedSecure.Learning.Training;
using FederatedSecure.Models;

namespace FederatedSecure.Client.Work;

/// <summary>Trains and evaluates. Tests put something quicker in its place.</summary>
public interface ITrainer
{
    /// <inheritdoc cref="LocalTrainer.Train"/>
    TrainingResult Train(ModelSpec spec, float[] weights, DataSet data, TrainingOptions options, IProgress<double> progress, CancellationToken cancellation);

    /// <inheritdoc cref="PrivateTrainer.Train"/>
    TrainingResult TrainPrivately(
        ModelSpec spec, float[] weights, DataSet data, TrainingOptions options, PrivateTrainingOptions privacy, IProgress<double> progress, CancellationToken cancellation);

    /// <inheritdoc cref="Evaluator.Evaluate(ModelSpec, float[], DataSet, int, ComputeDevice, CancellationToken)"/>
    EvaluationResult Evaluate(ModelSpec spec, float[] weights, DataSet data, int threads, ComputeDevice device, CancellationToken cancellation);

    /// <inheritdoc cref="ComputeDevices.ProblemWith"/>
    TrainingException? ProblemWith(ComputeDevice wish);
}
