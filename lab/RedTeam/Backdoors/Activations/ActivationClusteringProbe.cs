using FederatedSecure.Assurance.Measurements;
using FederatedSecure.Lab.RedTeam.Probes;
using FederatedSecure.Learning.Data;

namespace FederatedSecure.Lab.RedTeam.Backdoors.Activations;

/// <summary>Counts the classes whose training records fall into a large and a small, distant cluster (<see cref="ActivationClustering"/>).</summary>
internal sealed class ActivationClusteringProbe : TrainingDataProbe
{
    private const string Suspicious = "backdoor.activation-clustering.suspicious-classes";

    /// <inheritdoc/>
    public override string Id => "backdoor.activation-clustering";

    /// <inheritdoc/>
    public override string Title => "Activation clustering: do the training records of a class fall into two kinds?";

    /// <inheritdoc/>
    public override string Reference => "Chen et al., SafeAI 2019";

    /// <inheritdoc/>
    protected override ProbeResult Look(double[][][] classes, DataSet data, ProbeContext context)
    {
        var found = new List<(int Label, ActivationClustering Clusters)>();
        for (var label = 0; label < classes.Length; label++)
        {
            context.Cancellation.ThrowIfCancellationRequested();
            if (classes[label].Length >= FewestRecords)
            {
                found.Add((label, ActivationClustering.Of(classes[label], context.Seed)));
            }

            context.Progress.Report((label + 1.0) / classes.Length);
        }

        if (found.Count == 0)
        {
            return new ProbeResult([Measurement.Undefined(Suspicious, $"no class has {FewestRecords} training records") with { LargerIsBetter = false }]);
        }

        var suspicious = found.Where(pair => pair.Clusters.IsSuspicious).ToList();
        return new ProbeResult(
        [
            Measurement.Exact(Suspicious, suspicious.Count, data.Count) with { LargerIsBetter = false },
            .. found.Where(pair => !double.IsNaN(pair.Clusters.Silhouette)).Select(pair =>
                Measurement.Exact("backdoor.activation-clustering.silhouette", pair.Clusters.Silhouette, pair.Clusters.Records) with
                {
                    Setting = $"class {data.ClassNames[pair.Label]}",
                    LargerIsBetter = false,
                }),
        ])
        {
            Notes =
            [
                .. suspicious.Select(pair =>
                    $"{pair.Clusters.Smaller.Length} of {pair.Clusters.Records} training records of class {data.ClassNames[pair.Label]} form a cluster of their own: look at them. "
                    + "A class of two natural kinds looks the same."),
            ],
        };
    }
}
