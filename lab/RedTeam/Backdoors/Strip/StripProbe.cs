using FederatedSecure.Assurance.Measurements;
using FederatedSecure.Lab.RedTeam.Probes;
using FederatedSecure.Lab.RedTeam.Targets;
using FederatedSecure.Learning.Data;
using MathNet.Numerics.Distributions;
using MathNet.Numerics.Statistics;
using static TorchSharp.torch;

namespace FederatedSecure.Lab.RedTeam.Backdoors.Strip;

/// <summary>
/// Whether a guard in front of the model would notice marked inputs: the threshold is the 1 % quantile of a normal distribution fitted to
/// the entropies of clean inputs (<see cref="OverlayEntropy"/>); what is measured is how many marked ones lie below, and how many clean
/// ones that were not used for the fit.
/// </summary>
internal sealed class StripProbe : Probe
{
    private const double FalseAlarms = 0.01;

    /// <inheritdoc/>
    public override string Id => "backdoor.strip";

    /// <inheritdoc/>
    public override ProbeClass Class => ProbeClass.Backdoor;

    /// <inheritdoc/>
    public override string Title => "STRIP: does the answer to a marked input stay the same under strong blending?";

    /// <inheritdoc/>
    public override string Reference => "Gao et al., ACSAC 2019";

    /// <inheritdoc/>
    public override ProbeCost Cost => ProbeCost.Quick;

    /// <inheritdoc/>
    public override string? NotApplicable(ProbeSubject subject) => subject.KnownBackdoors.IsEmpty
        ? "it judges inputs, and no trigger is known that could mark some"
        : !subject.ArePictures ? "blending two records makes sense for pictures only" : null;

    /// <inheritdoc/>
    public override ProbeResult Run(ProbeContext context)
    {
        using var scope = NewDisposeScope();
        using var target = context.Subject.Open();
        var test = context.Subject.Test;
        var (overlays, inputs) = context.ByProfile((10, 250), (20, 500), (100, 1000));
        inputs = Math.Min(inputs, test.Count / 3);
        var entropy = new OverlayEntropy(target, TargetQueries.Inputs(Part(test, 0, inputs)), overlays);
        var fitted = entropy.Of(TargetQueries.Inputs(Part(test, 0, inputs)), context.Seed, context.Cancellation);
        context.Progress.Report(0.3);
        var heldOut = entropy.Of(TargetQueries.Inputs(Part(test, inputs, inputs)), context.Seed + 1, context.Cancellation);
        context.Progress.Report(0.6);
        var threshold = Normal.InvCDF(fitted.Mean(), fitted.StandardDeviation(), FalseAlarms);
        return new ProbeResult(
        [
            Measurement.Part("backdoor.strip.false-alarms", heldOut.Count(value => value < threshold), inputs) with { LargerIsBetter = false },
            .. context.Subject.KnownBackdoors.Select(backdoor =>
            {
                // Others are not turned by the trigger: they are of the class already.
                var marked = backdoor.Mark.Apply(Others(Part(test, 2 * inputs, inputs), backdoor.Target));
                var scores = entropy.Of(TargetQueries.Inputs(marked), context.Seed + 2, context.Cancellation);
                return Measurement.Part("backdoor.strip.detected", scores.Count(value => value < threshold), marked.Count) with { Setting = backdoor.Mark.Name };
            }),
        ])
        {
            Notes = [.. threshold > 0 ? Array.Empty<string>() : ["The fitted threshold is not above 0: the entropies of clean inputs are too spread for STRIP to tell anything here."]],
        };
    }

    private static DataSet Part(DataSet data, int first, int count) => data.Select([.. Enumerable.Range(first, count)]);

    private static DataSet Others(DataSet data, int label) =>
        data.Select([.. Enumerable.Range(0, data.Count).Where(record => data.Labels[record] != label)]);
}
