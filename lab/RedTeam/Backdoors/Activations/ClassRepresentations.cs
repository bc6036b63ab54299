using FederatedSecure.Lab.RedTeam.Evasion;
using FederatedSecure.Lab.RedTeam.Targets;
using FederatedSecure.Learning.Data;
using static TorchSharp.torch;

namespace FederatedSecure.Lab.RedTeam.Backdoors.Activations;

/// <summary>What the last hidden layer makes of records, class by class.</summary>
internal static class ClassRepresentations
{
    /// <summary>One row for each record of the class, by label, in the order of the data.</summary>
    public static double[][][] Of(SpecTarget target, DataSet data, CancellationToken cancellation)
    {
        using var scope = NewDisposeScope();
        using var quiet = no_grad();
        var all = target.RepresentationInBatches(TargetQueries.Inputs(data), cancellation);
        var (values, length) = (all.ToValues(), (int)all.shape[1]);
        return
        [
            .. Enumerable.Range(0, data.Classes).Select(label => Enumerable.Range(0, data.Count)
                .Where(record => data.Labels[record] == label)
                .Select(record => Array.ConvertAll(values.AsSpan(record * length, length).ToArray(), value => (double)value)).ToArray()),
        ];
    }
}
