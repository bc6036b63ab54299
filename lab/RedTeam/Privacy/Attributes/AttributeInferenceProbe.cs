using System.Collections.Immutable;
using FederatedSecure.Assurance.Measurements;
using FederatedSecure.Lab.RedTeam.Probes;
using FederatedSecure.Learning.Data;

namespace FederatedSecure.Lab.RedTeam.Privacy.Attributes;

/// <summary>
/// What the model's answers add to what is known of a record anyway: for every attribute the gain in accuracy over the same attacker
/// without the model, for records that it was trained on and for others.
/// </summary>
internal sealed class AttributeInferenceProbe : Probe
{
    private const int LeastRecords = 100;
    private const int MostRecords = 4000;

    /// <inheritdoc/>
    public override string Id => "privacy.attribute-inference";

    /// <inheritdoc/>
    public override ProbeClass Class => ProbeClass.Privacy;

    /// <inheritdoc/>
    public override string Title => "Attribute inference from answers";

    /// <inheritdoc/>
    public override string Reference => "Fredrikson et al., CCS 2015; Yeom et al., CSF 2018";

    /// <inheritdoc/>
    public override ProbeCost Cost => ProbeCost.Standard;

    /// <inheritdoc/>
    public override string? NotApplicable(ProbeSubject subject) =>
        subject.Training is null ? "nobody has the records that the model was trained on"
        : subject.Training.FeatureShape.Length != 1 ? "the records are no tables, and have no attributes"
        : Math.Min(subject.Training.Count, subject.Test.Count) < LeastRecords ? "there are fewer than 100 records that were trained on, or that were not"
        : SensitiveAttribute.Of(subject).IsEmpty ? "no feature has two values, and no one-hot groups are known"
        : null;

    /// <inheritdoc/>
    public override ProbeResult Run(ProbeContext context)
    {
        using var target = context.Subject.Open();
        var attributes = SensitiveAttribute.Of(context.Subject);
        var (members, others) = (First(context.Subject.Training!), First(context.Subject.Test));
        var (memberLogits, otherLogits) = (TargetLogits.Of(target, members, context.Cancellation), TargetLogits.Of(target, others, context.Cancellation));
        if (!memberLogits.Concat(otherLogits).All(float.IsFinite))
        {
            return new ProbeResult([Measurement.Undefined($"{Id}.gain", "the model's answers are not finite") with { LargerIsBetter = false }]);
        }

        var figures = ImmutableArray.CreateBuilder<Measurement>();
        for (var i = 0; i < attributes.Length; i++)
        {
            context.Cancellation.ThrowIfCancellationRequested();
            figures.Add(Measure($"{attributes[i].Name}, members", AttributeAttack.Run(attributes[i], members, memberLogits, context.Seed)));
            figures.Add(Measure($"{attributes[i].Name}, non-members", AttributeAttack.Run(attributes[i], others, otherLogits, context.Seed)));
            context.Progress.Report((i + 1.0) / attributes.Length);
        }

        return new ProbeResult(figures.ToImmutable())
        {
            Notes =
            [
                "Attribute inference: the gain over an attacker who knows the label and all other features but does not ask the model. Where it is the same for "
                + "members and non-members, the model tells what holds for everybody, and nothing about its training records. "
                + $"{attributes.Length} attributes were tried, each with its own 95 % interval: some lie beyond theirs by chance.",
            ],
        };
    }

    private Measurement Measure(string setting, PairedGain? gain)
    {
        if (gain is not { } found)
        {
            return Measurement.Undefined($"{Id}.gain", "the attribute has one value only in the records that are learned from") with { Setting = setting, LargerIsBetter = false };
        }

        var bounds = found.Bounds();
        return new Measurement($"{Id}.gain", found.Value, bounds.Lower, bounds.Upper, found.Records) { Setting = setting, LargerIsBetter = false };
    }

    private static DataSet First(DataSet data) => data.Count <= MostRecords ? data : data.Select([.. Enumerable.Range(0, MostRecords)]);
}
