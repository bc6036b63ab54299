using FederatedSecure.Assurance.Measurements;
using FederatedSecure.Lab.RedTeam.Evasion.Measuring;
using FederatedSecure.Lab.RedTeam.Probes;

namespace FederatedSecure.Lab.RedTeam.Evasion.Probing;

/// <summary>Accuracy on the test records without an attack. A model that is useless makes every other figure meaningless.</summary>
internal sealed class CleanAccuracyProbe : Probe
{
    /// <inheritdoc/>
    public override string Id => "utility.accuracy";

    /// <inheritdoc/>
    public override ProbeClass Class => ProbeClass.Utility;

    /// <inheritdoc/>
    public override string Title => "Classifies records that nobody has changed";

    /// <inheritdoc/>
    public override string Reference => "Clopper and Pearson, Biometrika 1934 (interval)";

    /// <inheritdoc/>
    public override ProbeCost Cost => ProbeCost.Quick;

    /// <inheritdoc/>
    public override ProbeResult Run(ProbeContext context)
    {
        var data = context.Subject.Test;
        using var target = context.Subject.Open();
        var run = new EvasionRun(target, data);
        context.Cancellation.ThrowIfCancellationRequested();
        var accuracy = Measurement.Part(Id, data.Count == 0 ? 0 : run.CleanCorrect, data.Count);
        var problem = accuracy.Problem
            ?? (run.NonFinite > 0 ? $"the model gives scores that are no finite numbers for {run.NonFinite} of {data.Count} records" : null)
            ?? (data.Labels.Distinct().Count() == 1 ? "all test records are of one class" : null)
            ?? (run.Clean.Distinct().Count() == 1 ? $"the model says \"{Name(run.Clean[0])}\" for every record" : null);
        context.Progress.Report(1);
        return new ProbeResult([accuracy with { Problem = problem }]);

        string Name(int predicted) => predicted < data.Classes ? data.ClassNames[predicted] : $"{predicted}";
    }
}
