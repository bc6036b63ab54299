using System.Collections.Immutable;
using FederatedSecure.Assurance.Measurements;
using FederatedSecure.Lab.RedTeam.Defences.Detectors;
using FederatedSecure.Lab.RedTeam.Defences.Measuring;
using FederatedSecure.Lab.RedTeam.Defences.Transforms;
using FederatedSecure.Lab.RedTeam.Evasion;
using FederatedSecure.Lab.RedTeam.Evasion.Measuring;
using FederatedSecure.Lab.RedTeam.Evasion.WhiteBox;
using FederatedSecure.Lab.RedTeam.Probes;
using FederatedSecure.Lab.RedTeam.Targets;
using FederatedSecure.Learning.Data;
using static TorchSharp.torch;

namespace FederatedSecure.Lab.RedTeam.Defences.Squeezing;

/// <summary>
/// Feature squeezing as a detector, against inputs made on the plain model, and against inputs that move the plain and the squeezed
/// answers together (<see cref="AgreeingTarget"/>).
/// </summary>
internal sealed class SqueezingDetectorProbe : Probe
{
    /// <inheritdoc/>
    public override string Id => "defence.squeezing-detector";

    /// <inheritdoc/>
    public override ProbeClass Class => ProbeClass.Defence;

    /// <inheritdoc/>
    public override string Title => "Feature squeezing as a detector of adversarial inputs";

    /// <inheritdoc/>
    public override string Reference => "Xu et al., NDSS 2018; He et al., WOOT 2017";

    /// <inheritdoc/>
    public override ProbeCost Cost => ProbeCost.Quick;

    /// <inheritdoc/>
    public override string? NotApplicable(ProbeSubject subject) => TransformProbe.FeatureSqueezing().NotApplicable(subject);

    /// <inheritdoc/>
    public override ProbeResult Run(ProbeContext context)
    {
        using var scope = NewDisposeScope();
        using var target = context.Subject.Open();
        var terms = DefenceBudget.Terms(context);
        var data = DefenceBudget.Records(context, quick: 150, standard: 500, full: 1000);
        ImmutableArray<IInputTransform> squeezers = [new BitDepthTransform(data.FeatureShape[0] == 1 ? 1 : 5), new MedianTransform(2)];
        var detector = new SqueezingDetector(target, squeezers);
        var clean = detector.Scores(TargetQueries.Inputs(DefenceBudget.Records(context, quick: 600, standard: 2000, full: 10_000)), context.Cancellation);
        var fitted = clean[..(clean.Length / 2)];
        context.Progress.Report(0.3);
        ImmutableArray<ITarget> members = [target, .. squeezers.Select(squeezer => new TransformedTarget(target, squeezer, isSeenThrough: true))];
        var run = new EvasionRun(target, data);
        var statically = Successes(run.Attack(Pgd.BasicIterative(), terms), data);
        context.Progress.Report(0.6);
        var adaptively = Successes(new EvasionRun(target, data).Attack(new AgainstMean(members, context.ByProfile(20, 40, 100)), terms), data);
        return new ProbeResult(
            [.. DetectorFigures.Of(Id, fitted, clean[fitted.Length..], Scores(statically), Scores(adaptively), run.CleanCorrect)]);

        double[] Scores(DataSet inputs) => inputs.Count == 0 ? [] : detector.Scores(TargetQueries.Inputs(inputs), context.Cancellation);
    }

    private static DataSet Successes(EvasionOutcome outcome, DataSet data) => (data with { Features = outcome.Adversarial })
        .Select([.. Enumerable.Range(0, data.Count).Where(record => outcome.States[record] == RecordState.Broken)]);

    /// <summary>PGD on the mean of the plain and the squeezed answers; all steps are made, so that they end far on the wrong side together.</summary>
    private sealed class AgainstMean(ImmutableArray<ITarget> members, int steps) : IEvasionAttack
    {
        public string Name => "pgd on plain and squeezed answers";

        public TargetAccess Needs => TargetAccess.WhiteBox;

        public Tensor Perturb(ITarget target, Tensor inputs, Tensor labels, EvasionTerms terms) =>
            new Pgd { Steps = steps, RelativeStep = 2.0 / steps, StopsAtSuccess = false }.Perturb(new AgreeingTarget(members), inputs, labels, terms);
    }
}
