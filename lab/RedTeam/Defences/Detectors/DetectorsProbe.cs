using System.Collections.Immutable;
using FederatedSecure.Assurance.Measurements;
using FederatedSecure.Lab.RedTeam.Backdoors.Activations;
using FederatedSecure.Lab.RedTeam.Defences.Measuring;
using FederatedSecure.Lab.RedTeam.Evasion;
using FederatedSecure.Lab.RedTeam.Evasion.Measuring;
using FederatedSecure.Lab.RedTeam.Evasion.WhiteBox;
using FederatedSecure.Lab.RedTeam.Privacy.Membership;
using FederatedSecure.Lab.RedTeam.Probes;
using FederatedSecure.Lab.RedTeam.Targets;
using FederatedSecure.Learning.Data;
using FederatedSecure.Statistics.Outliers.Isolation;
using static TorchSharp.torch;

namespace FederatedSecure.Lab.RedTeam.Defences.Detectors;

/// <summary>
/// Detectors of adversarial inputs in the last hidden layer, against PGD that does not know them and against PGD that does
/// (<see cref="DetectorAwareAttack"/>). Fitted on a third of the test records, thresholds on another, attacked on the last.
/// </summary>
internal sealed class DetectorsProbe : Probe
{
    private const int FewestRecords = 3 * (LocalDimensionDetector.BatchSize + 1);

    /// <inheritdoc/>
    public override string Id => "defence.detectors";

    /// <inheritdoc/>
    public override ProbeClass Class => ProbeClass.Defence;

    /// <inheritdoc/>
    public override string Title => "Detectors of adversarial inputs";

    /// <inheritdoc/>
    public override string Reference => "Lee et al., NeurIPS 2018; Ma et al., ICLR 2018; Liu et al., ICDM 2008; Bryniarski et al., ICLR 2022";

    /// <inheritdoc/>
    public override ProbeCost Cost => ProbeCost.Standard;

    /// <inheritdoc/>
    public override string? NotApplicable(ProbeSubject subject) => !subject.ArePictures ? "its sizes of perturbations are made for pictures"
        : !subject.IsWhiteBox ? "the model is a black box, and detectors look at its last hidden layer"
        : subject.Test.Count < FewestRecords ? $"it takes {FewestRecords} test records to fit, to choose thresholds and to attack"
        : null;

    /// <inheritdoc/>
    public override ProbeResult Run(ProbeContext context)
    {
        using var scope = NewDisposeScope();
        using var target = new SpecTarget(context.Subject.Spec!, context.Subject.Weights!, CPU);
        var terms = DefenceBudget.Terms(context);
        var records = DefenceBudget.Records(context, quick: 600, standard: 2000, full: 6000);
        var third = records.Count / 3;
        var (fit, rest) = (Part(records, 0, third), Part(records, third, third));
        var attacked = Part(records, 2 * third, Math.Min(third, context.ByProfile(100, 250, 2000)));
        var classes = ClassRepresentations.Of(target, fit, context.Cancellation);
        using var mahalanobis = new MahalanobisDetector(classes);
        using var dimension = new LocalDimensionDetector(target.RepresentationInBatches(TargetQueries.Inputs(Part(fit, 0, LocalDimensionDetector.BatchSize)), context.Cancellation));
        ImmutableArray<IFeatureDetector> detectors = [mahalanobis, dimension, new ForestDetector(Grow(classes, context.Seed), mahalanobis)];
        var run = new EvasionRun(target, attacked);
        var statically = run.Attack(Pgd.BasicIterative(), terms);
        var measurements = ImmutableArray.CreateBuilder<Measurement>();
        foreach (var detector in detectors)
        {
            var adaptively = run.Attack(new DetectorAwareAttack(target, detector, steps: context.ByProfile(40, 100, 400)), terms);
            measurements.AddRange(Figures(detector, Scores(detector, rest), Scores(detector, Successes(statically)), Scores(detector, Successes(adaptively)), run.CleanCorrect));
            context.Progress.Report((double)measurements.Count / (7 * detectors.Length));
        }

        return new ProbeResult(measurements.ToImmutable());

        DataSet Successes(EvasionOutcome outcome) => (attacked with { Features = outcome.Adversarial })
            .Select([.. Enumerable.Range(0, attacked.Count).Where(record => outcome.States[record] == RecordState.Broken)]);

        double[] Scores(IFeatureDetector detector, DataSet inputs) => inputs.Count == 0 ? [] :
            [.. TargetQueries.InBatches(TargetQueries.Inputs(inputs), batch => detector.Score(target.Representation(batch)), context.Cancellation).ToValues().Select(value => (double)value)];
    }

    private static IEnumerable<Measurement> Figures(IFeatureDetector detector, double[] clean, double[] statically, double[] adaptively, int attacked)
    {
        var (id, half) = ($"defence.{detector.Name}", clean.Length / 2);
        return
        [
            .. DetectorFigures.Of(id, clean[..half], clean[half..], statically, adaptively, attacked),
            Area($"{id}.static-auroc", statically, clean),
            Area($"{id}.adaptive-auroc", adaptively, clean),
        ];
    }

    private static Measurement Area(string id, double[] adversarial, double[] clean)
    {
        if (adversarial.Length == 0)
        {
            return Measurement.Undefined(id, "no adversarial input was found that could be detected");
        }

        var scores = new MembershipScores(adversarial, clean);
        var interval = AucInterval.Of(scores);
        return new Measurement(id, new RocCurve(scores).Auc, interval.Lower, interval.Upper, adversarial.Length + clean.Length);
    }

    private static IsolationForest Grow(double[][][] classes, ulong seed)
    {
        var rows = classes.SelectMany(rows => rows).ToList();
        return IsolationForest.Fit([.. rows.SelectMany(row => row.Select(value => (float)value))], rows[0].Length, seed);
    }

    private static DataSet Part(DataSet data, int first, int count) => data.Select([.. Enumerable.Range(first, count)]);
}
