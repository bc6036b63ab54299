using FederatedSecure.Lab.Simulation.Data;
using FederatedSecure.Lab.Simulation.Grid;
using FederatedSecure.Lab.Simulation.Workers;
using FederatedSecure.Learning.Training;
using FederatedSecure.Numerics;
using FederatedSecure.Rounds;

namespace FederatedSecure.Lab.Simulation.Federation;

/// <summary>The update that the coordinator trains itself, on a few clean records, for rules that trust nobody else.</summary>
internal sealed class RootTrainer(Cell cell, ScenarioData data, WorkerPool<SiteBench>.Worker worker) : IDisposable
{
    private PreparedData? _records;

    /// <summary>Trains like a site.</summary>
    public float[]? Train(PlanKey plan, float[] weights)
    {
        _records ??= new PreparedData(cell.Scenario.Model, Choose());
        var local = cell.Scenario.Training;
        var options = new TrainingOptions(
            local.Epochs, local.BatchSize, local.LearningRate, local.Momentum, local.WeightDecay, local.Proximal,
            Streams.Seed(cell.Seed, "root training", plan.Round, plan.Attempt), Threads: 1, local.Steps);
        return worker.Bench.Train(weights, _records, options, CancellationToken.None).Update;
    }

    /// <inheritdoc/>
    public void Dispose() => _records?.Dispose();

    private Learning.Data.DataSet Choose()
    {
        var places = Enumerable.Range(0, data.Training.Count).ToArray();
        Streams.Of(cell.Seed, "root records").Shuffle(places.AsSpan());
        return data.Training.Select(places.AsSpan(0, Math.Min(cell.Scenario.RootRecords, places.Length)));
    }
}
