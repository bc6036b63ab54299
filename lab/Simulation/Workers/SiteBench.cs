using FederatedSecure.Learning.Data;
using FederatedSecure.Learning.Training;
using FederatedSecure.Models;

namespace FederatedSecure.Lab.Simulation.Workers;

/// <summary>What a thread trains and tests on: one network, with one thread an operation, which makes the result the same every time.</summary>
internal sealed class SiteBench(ModelSpec model) : IDisposable
{
    private readonly TrainingBench _bench = new(model, threads: 1);

    /// <inheritdoc cref="TrainingBench.Train"/>
    public TrainingResult Train(float[] weights, PreparedData data, TrainingOptions options, CancellationToken cancellation) =>
        _bench.Train(weights, data, options, progress: null, cancellation);

    /// <inheritdoc cref="TrainingBench.Evaluate"/>
    public EvaluationResult Evaluate(float[] weights, PreparedData data, CancellationToken cancellation) => _bench.Evaluate(weights, data, cancellation);

    /// <inheritdoc cref="TrainingBench.Logits"/>
    public float[] Logits(float[] weights, DataSet data)
    {
        using var prepared = new PreparedData(model, data);
        return _bench.Logits(weights, prepared);
    }

    public void Dispose() => _bench.Dispose();
}
