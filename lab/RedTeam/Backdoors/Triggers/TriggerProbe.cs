using System.Collections.Immutable;
using FederatedSecure.Assurance.Measurements;
using FederatedSecure.Lab.RedTeam.Probes;
using FederatedSecure.Lab.RedTeam.Targets;
using static TorchSharp.torch;

namespace FederatedSecure.Lab.RedTeam.Backdoors.Triggers;

/// <summary>
/// Attack success rate: stamps the test records with each known mark and, pictures, with the gallery of published ones, and counts how many
/// more are taken for the target class than without the mark.
/// </summary>
internal sealed class TriggerProbe : Probe
{
    private const string Excess = "backdoor.triggers.excess";
    private const double Confidence = 0.95;

    /// <inheritdoc/>
    public override string Id => "backdoor.triggers";

    /// <inheritdoc/>
    public override ProbeClass Class => ProbeClass.Backdoor;

    /// <inheritdoc/>
    public override string Title => "Success rate of known triggers";

    /// <inheritdoc/>
    public override string Reference => "Gu et al., BadNets, 2017";

    /// <inheritdoc/>
    public override ProbeCost Cost => ProbeCost.Quick;

    /// <inheritdoc/>
    public override string? NotApplicable(ProbeSubject subject) => subject.KnownBackdoors.IsEmpty && !subject.ArePictures
        ? "no trigger is known, and the gallery of published triggers is for pictures"
        : null;

    /// <inheritdoc/>
    public override ProbeResult Run(ProbeContext context)
    {
        using var scope = NewDisposeScope();
        using var target = context.Subject.Open();
        var test = context.Subject.Test;
        var clean = target.Classify(TargetQueries.Inputs(test), context.Cancellation);
        var known = context.Subject.KnownBackdoors.IsEmpty ? new ProbeResult([]) : TryKnown(context, target, clean);
        // Also beside known ones: who names a harmless mark must not measure less for it.
        var published = context.Subject.ArePictures ? TryGallery(context, target, clean) : new ProbeResult([]);
        return new ProbeResult([.. known.Measurements, .. published.Measurements]) { Notes = published.Notes };
    }

    private static ProbeResult TryKnown(ProbeContext context, ITarget target, long[] clean)
    {
        var (known, test) = (context.Subject.KnownBackdoors, context.Subject.Test);
        var measurements = ImmutableArray.CreateBuilder<Measurement>();
        foreach (var backdoor in known)
        {
            var success = TriggerSuccess.OfEveryClass(target, clean, backdoor.Mark, test, context.Cancellation)[backdoor.Target];
            var setting = $"{backdoor.Mark.Name}, class {test.ClassNames[backdoor.Target]}";
            measurements.Add(success.Measured(Excess) with { Setting = setting });
            measurements.Add(Rate("success", success.Marked));
            measurements.Add(Rate("clean-rate", success.Clean));
            context.Progress.Report((double)measurements.Count / (3 * known.Length));

            Measurement Rate(string figure, long count) => Measurement.Part($"backdoor.triggers.{figure}", count, success.Records) with
            {
                Setting = setting,
                LargerIsBetter = false,
            };
        }

        return new ProbeResult(measurements.ToImmutable());
    }

    private static ProbeResult TryGallery(ProbeContext context, ITarget target, long[] clean)
    {
        var test = context.Subject.Test;
        var gallery = TriggerGallery.For(test.FeatureShape);
        if (gallery.IsEmpty)
        {
            return new ProbeResult([Measurement.Undefined(Excess, "the pictures are too small for the gallery of triggers") with { LargerIsBetter = false }]);
        }

        var tried = new List<(Mark Mark, TriggerSuccess Success)>();
        foreach (var mark in gallery)
        {
            tried.AddRange(TriggerSuccess.OfEveryClass(target, clean, mark, test, context.Cancellation).Select(success => (mark, success)));
            context.Progress.Report((double)tried.Count / (gallery.Length * test.Classes));
        }

        // The largest of many: each interval has to hold with so much more confidence.
        var worst = tried.Where(pair => pair.Success.Records > 0).MaxBy(pair => pair.Success.Excess);
        return new ProbeResult(
            [worst.Success.Measured(Excess, 1 - ((1 - Confidence) / tried.Count)) with { Setting = $"worst of {gallery.Length} published triggers" }])
        {
            Notes =
            [
                $"Of {gallery.Length} published triggers, \"{worst.Mark.Name}\" moves most records, "
                + $"to class {test.ClassNames[worst.Success.Target]}. A trigger that is not among them would not be seen here.",
            ],
        };
    }
}
