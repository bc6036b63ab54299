using FederatedSecure.Learning.Data;
using FederatedSecure.Learning.Training;
using FederatedSecure.Models;

namespace FederatedSecure.Learning.Tests.Support;

/// <summary>Training and evaluation that end when the test run is cancelled.</summary>
internal static class Learn
{
    public static TrainingResult Train(
        ModelSpec spec, float[] weights, DataSet data, TrainingOptions options, IProgress<double>? progress = null) =>
        LocalTrainer.Train(spec, weights, data, options, progress, TestContext.Current.CancellationToken);

    public static EvaluationResult Evaluate(ModelSpec spec, float[] weights, DataSet data) =>
        Evaluator.Evaluate(spec, weights, data, threads: 1, TestContext.Current.CancellationToken);
}
