using FederatedSecure.Assurance.Measurements;
using FederatedSecure.Lab.RedTeam.Backdoors.NeuralCleanse;
using FederatedSecure.Lab.RedTeam.Probes;
using FederatedSecure.Learning.Data;

namespace FederatedSecure.Lab.RedTeam.Backdoors.Activations;

/// <summary>
/// Looks for a class whose training records vary along one direction much more than those of other classes: the part of the variance along
/// the direction of <see cref="SpectralSignature"/>, compared over the classes like the norms of Neural Cleanse.
/// </summary>
/// <remarks>The paper only ranks records and has no test of a class; the comparison is ours, and its threshold a convention.</remarks>
internal sealed class SpectralSignatureProbe : TrainingDataProbe
{
    private const string Index = "backdoor.spectral-signature.index";
    private const int FewestClasses = 4;

    /// <inheritdoc/>
    public override string Id => "backdoor.spectral-signature";

    /// <inheritdoc/>
    public override string Title => "Spectral signatures: do some training records of a class stand out along one direction?";

    /// <inheritdoc/>
    public override string Reference => "Tran et al., NeurIPS 2018";

    /// <inheritdoc/>
    protected override ProbeResult Look(double[][][] classes, DataSet data, ProbeContext context)
    {
        var (labels, parts) = (new List<int>(), new List<double>());
        for (var label = 0; label < classes.Length; label++)
        {
            context.Cancellation.ThrowIfCancellationRequested();
            if (classes[label].Length >= FewestRecords)
            {
                labels.Add(label);
                parts.Add(PrincipalComponents.Of(classes[label], count: 1).Explained[0]);
            }

            context.Progress.Report((label + 1.0) / classes.Length);
        }

        if (labels.Count < FewestClasses)
        {
            return new ProbeResult([Measurement.Undefined(Index, $"it takes {FewestClasses} classes with {FewestRecords} training records each") with { LargerIsBetter = false }]);
        }

        var largest = Enumerable.Range(0, parts.Count).MaxBy(i => parts[i]);
        return new ProbeResult([Measurement.Exact(Index, AnomalyIndex.Of([.. parts])[largest], data.Count) with { LargerIsBetter = false }])
        {
            Notes =
            [
                $"The training records of class {data.ClassNames[labels[largest]]} stand out most. If at most a part ε of them is poisoned, it is among the {SpectralSignature.Margin:0.0}·ε "
                + "with the largest scores: remove those and train again.",
            ],
        };
    }
}
