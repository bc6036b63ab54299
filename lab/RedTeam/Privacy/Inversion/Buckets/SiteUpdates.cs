using FederatedSecure.Learning.Data;
using FederatedSecure.Learning.Training;
using FederatedSecure.Models;

namespace FederatedSecure.Lab.RedTeam.Privacy.Inversion.Buckets;

/// <summary>What honest sites compute: the clients' own training.</summary>
/// <param name="spec">The model.</param>
/// <param name="weights">Where every site starts.</param>
internal sealed class SiteUpdates(ModelSpec spec, float[] weights) : IDisposable
{
    private readonly TrainingBench _bench = new(spec, threads: 1);

    /// <summary>The model.</summary>
    public ModelSpec Spec => spec;

    /// <summary>The weights that every site starts from; an attacker knows them, the coordinator sends them out.</summary>
    public float[] Weights => weights;

    /// <summary>One step on all records at once with a rate of 1: minus the gradient of their mean loss.</summary>
    public float[] OfOneStep(DataSet records) => Train(records, new TrainingOptions(1, records.Count, 1, 0, 0, 0, Seed: 1, Threads: 1));

    /// <summary>Local training.</summary>
    public float[] Train(DataSet records, TrainingOptions options)
    {
        using var prepared = new PreparedData(spec, records);
        return _bench.Train(weights, prepared, options).Update;
    }

    /// <inheritdoc/>
    public void Dispose() => _bench.Dispose();
}
