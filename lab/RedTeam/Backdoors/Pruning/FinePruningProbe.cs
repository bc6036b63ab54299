using System.Collections.Immutable;
using FederatedSecure.Assurance.Measurements;
using FederatedSecure.Lab.RedTeam.Backdoors.NeuralCleanse;
using FederatedSecure.Lab.RedTeam.Backdoors.Triggers;
using FederatedSecure.Lab.RedTeam.Probes;
using FederatedSecure.Lab.RedTeam.Targets;
using FederatedSecure.Learning.Data;
using static TorchSharp.torch;

namespace FederatedSecure.Lab.RedTeam.Backdoors.Pruning;

/// <summary>
/// Tries <see cref="FinePruning"/> with half of the test records and measures with the other half, before and after: accuracy, and what
/// each known trigger does. Where none is known, the marks that Neural Cleanse finds suspiciously small stand for it.
/// </summary>
internal sealed class FinePruningProbe : Probe
{
    private const int FewestClasses = 4;

    /// <inheritdoc/>
    public override string Id => "backdoor.fine-pruning";

    /// <inheritdoc/>
    public override ProbeClass Class => ProbeClass.Backdoor;

    /// <inheritdoc/>
    public override string Title => "Fine-pruning as a cure, measured again";

    /// <inheritdoc/>
    public override string Reference => "Liu et al., RAID 2018";

    /// <inheritdoc/>
    public override ProbeCost Cost => ProbeCost.Standard;

    /// <inheritdoc/>
    public override string? NotApplicable(ProbeSubject subject) => !subject.IsWhiteBox
        ? "the model is a black box, whose weights nobody here can change"
        : FinePruning.LayerToPrune(subject.Spec!) is null ? "the model is linear: there are no channels to prune" : null;

    /// <inheritdoc/>
    public override ProbeResult Run(ProbeContext context)
    {
        var (spec, weights, test) = (context.Subject.Spec!, context.Subject.Weights!, context.Subject.Test);
        var clean = test.Select([.. Enumerable.Range(0, test.Count).Where(record => record % 2 == 0)]);
        var rest = test.Select([.. Enumerable.Range(0, test.Count).Where(record => record % 2 == 1)]);
        var backdoors = context.Subject.KnownBackdoors.IsEmpty ? Suspected(context, clean) : context.Subject.KnownBackdoors;
        context.Progress.Report(0.3);
        var cured = new FinePruning().Cure(spec, weights, clean, context.Seed, context.Cancellation);
        context.Progress.Report(0.9);
        return new ProbeResult([.. Figures("before"), .. Figures("after")])
        {
            Notes =
            [
                $"{cured.Pruned} of {cured.Channels} channels were pruned. The cured weights are a new candidate that a person has to approve and that has to be attacked again.",
                .. backdoors.IsEmpty ? ImmutableArray.Create("No trigger is known or suspected, so that this shows only what the cure costs.") : [],
            ],
        };

        IEnumerable<Measurement> Figures(string when)
        {
            using var scope = NewDisposeScope();
            using var target = new SpecTarget(spec, when == "before" ? weights : cured.Weights, CPU);
            var classes = target.Classify(TargetQueries.Inputs(rest), context.Cancellation);
            yield return Measurement.Part($"backdoor.fine-pruning.accuracy-{when}", classes.Zip(rest.Labels).Count(pair => pair.First == pair.Second), rest.Count);
            foreach (var backdoor in backdoors)
            {
                var success = TriggerSuccess.OfEveryClass(target, classes, backdoor.Mark, rest, context.Cancellation)[backdoor.Target];
                yield return success.Measured($"backdoor.fine-pruning.excess-{when}") with { Setting = backdoor.Mark.Name };
            }
        }
    }

    private static ImmutableArray<KnownBackdoor> Suspected(ProbeContext context, DataSet clean)
    {
        if (context.Subject.Test.Classes < FewestClasses)
        {
            return [];
        }

        using var scope = NewDisposeScope();
        using var target = context.Subject.Open();
        var marks = TriggerReconstruction.OfEveryClass(target, clean, NeuralCleanseOptions.Fast, context.Seed, cancellation: context.Cancellation);
        return
        [
            .. AnomalyIndex.Flagged([.. marks.Select(mark => mark.Norm)]).Where(label => marks[label].Succeeds)
                .Select(label => new KnownBackdoor(marks[label].ToMark("mark rebuilt by Neural Cleanse"), label)),
        ];
    }
}
