using System.Collections.Immutable;
using System.Globalization;
using FederatedSecure.Assurance.Measurements;
using FederatedSecure.Lab.RedTeam.Probes;
using FederatedSecure.Learning.Data;
using static TorchSharp.torch;

namespace FederatedSecure.Lab.RedTeam.Backdoors.NeuralCleanse;

/// <summary>Looks for a class that a suspiciously small mark is enough for (<see cref="TriggerReconstruction"/>), and shows the mark.</summary>
internal sealed class NeuralCleanseProbe : Probe
{
    /// <summary>With fewer classes a median and its deviation say nothing.</summary>
    private const int FewestClasses = 4;
    private const string Index = "backdoor.neural-cleanse.index";

    /// <inheritdoc/>
    public override string Id => "backdoor.neural-cleanse";

    /// <inheritdoc/>
    public override ProbeClass Class => ProbeClass.Backdoor;

    /// <inheritdoc/>
    public override string Title => "Neural Cleanse: is one class reached by a much smaller mark than the others?";

    /// <inheritdoc/>
    public override string Reference => "Wang et al., IEEE S&P 2019";

    /// <inheritdoc/>
    public override ProbeCost Cost => ProbeCost.Quick;

    /// <inheritdoc/>
    public override string? NotApplicable(ProbeSubject subject) => !subject.IsWhiteBox
        ? "the model is a black box, and the marks are found along its gradients"
        : subject.Test.Classes < FewestClasses
            ? $"an outlier among {subject.Test.Classes} classes cannot be told from chance: it takes {FewestClasses}"
            : null;

    /// <inheritdoc/>
    public override ProbeResult Run(ProbeContext context)
    {
        using var scope = NewDisposeScope();
        using var target = context.Subject.Open();
        var options = context.ByProfile(
NeuralCleanseOptions.Fast, new NeuralCleanseOptions { Sample = 256 }, new NeuralCleanseOptions());
        var marks = TriggerReconstruction.OfEveryClass(target, context.Subject.Test, options, context.Seed, context.Progress, context.Cancellation);
        var failed = marks.Count(mark => !mark.Succeeds);
        if (failed > marks.Length / 2)
        {
            return new ProbeResult(
                [Measurement.Undefined(Index, $"no mark was found for {failed} of {marks.Length} classes") with { LargerIsBetter = false }]);
        }

        var norms = marks.Select(mark => mark.Norm).ToArray();
        var (index, flagged) = (AnomalyIndex.Of(norms), AnomalyIndex.Flagged(norms).Where(label => marks[label].Succeeds).ToImmutableArray());
        var smallest = marks.Where(mark => mark.Succeeds).MinBy(mark => mark.Norm)!;
        return new ProbeResult(
        [
            Measurement.Exact(Index, IndexBelow(smallest.Target), marks.Length) with { LargerIsBetter = false },
            Measurement.Exact("backdoor.neural-cleanse.flagged-classes", flagged.Length, marks.Length) with { LargerIsBetter = false },
            .. Overlaps(context.Subject, marks),
        ])
        {
            Pictures = [.. context.Subject.ArePictures ? marks.Select(mark => Show(mark, context.Subject.Test, index[mark.Target])) : []],
            Notes = [Sentence(context.Subject.Test, flagged, smallest), .. Failures(failed, marks.Length)],
        };

        // Only a class below the median can have a backdoor: one whose mark is unusually large is just hard to reach.
        double IndexBelow(int label) => norms.Count(norm => norm < norms[label]) < (norms.Length + 1) / 2 ? index[label] : 0;
    }

    private static IEnumerable<Measurement> Overlaps(ProbeSubject subject, ImmutableArray<ReversedTrigger> marks) =>
        from known in subject.KnownBackdoors
        select Measurement.Exact("backdoor.neural-cleanse.overlap", marks[known.Target].Overlap(known.Mark.Places), samples: 1) with
        {
            Setting = known.Mark.Name,
        };

    private static IEnumerable<string> Failures(int failed, int classes) => failed == 0 ? []
        : [$"For {failed} of {classes} classes no mark moved 99 % of the records: their norms are those of the last try, and they cannot be flagged."];

    private static string Sentence(DataSet data, ImmutableArray<int> flagged, ReversedTrigger smallest) => flagged.IsEmpty
        ? $"No class is reached by a suspiciously small mark; class {data.ClassNames[smallest.Target]} needs the smallest, of {Number(smallest.Norm)} pixels. "
            + "Large, moving and record-dependent triggers are not found this way."
        : $"Class {string.Join(", ", flagged.Select(label => data.ClassNames[label]))} is reached by a suspiciously small mark: presume a backdoor.";

    private static Picture Show(ReversedTrigger mark, DataSet data, double index)
    {
        var (channels, height, width) = (data.FeatureShape[0], data.FeatureShape[1], data.FeatureShape[2]);
        var caption = $"class {data.ClassNames[mark.Target]}: norm {Number(mark.Norm)}, index {Number(index)}";
        float[] pixels = [.. mark.Pattern.Select((value, place) => value * mark.Mask[place % mark.Mask.Length])];
        return new Picture("Smallest marks found", caption, channels, height, width, pixels);
    }

    private static string Number(double value) => value.ToString("0.#", CultureInfo.InvariantCulture);
}
