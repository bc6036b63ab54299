using System.Collections.Immutable;
using FederatedSecure.Assurance.Measurements;
using FederatedSecure.Lab.RedTeam.Evasion.Measuring;
using FederatedSecure.Lab.RedTeam.Evasion.Tabular;
using FederatedSecure.Lab.RedTeam.Probes;
using FederatedSecure.Learning.Data;

namespace FederatedSecure.Lab.RedTeam.Evasion.Probing;

/// <summary>What probes of attacks by gradient share.</summary>
internal abstract class WhiteBoxProbe : Probe
{
    /// <summary>The same for all of them, so that they attack the same records and their figures can be compared.</summary>
    private const ulong SampleSeed = 1;

    /// <summary>Pairs of pictures of one attack.</summary>
    private const int MostPairs = 5;

    /// <inheritdoc/>
    public override ProbeClass Class => ProbeClass.Evasion;

    /// <inheritdoc/>
    public override string? NotApplicable(ProbeSubject subject) =>
        !subject.IsWhiteBox ? "the model is a black box and shows no gradients"
        : subject.Test.Count == 0 ? "there are no test records"
        : null;

    /// <summary>The records of this profile.</summary>
    protected static DataSet Sample(ProbeContext context, int quick, int standard, int full) =>
        RecordSample.Of(context.Subject.Test, context.ByProfile(quick, standard, full), SampleSeed);

    /// <summary>A measurement's setting, with what holds for all figures of this subject: "linf, eps 0.5, valid records only".</summary>
    protected static string Setting(ProbeContext context, string setting) =>
        context.Subject.Constraints is null ? setting : $"{setting}, valid records only";

    /// <summary>An attack that keeps the constraints of the subject, where there are any.</summary>
    protected static IEvasionAttack Valid(ProbeContext context, IEvasionAttack attack) => ValidRecords.Of(attack, context.Subject.Constraints);

    /// <summary>What a reader has to know where records are not pictures.</summary>
    protected static ImmutableArray<string> Notes(ProbeContext context, IEnumerable<string> more) => context.Subject switch
    {
        { ArePictures: true } => [.. more],
        { Constraints: not null } => [.. more, "Only valid records count: what the attack finds between them is moved to the nearest one, and may be lost there. An attack that is made for tables may find more."],
        _ => [.. more, "Features were changed independently of each other: no real record may look like that, and an attacker who has to keep their rules finds less."],
    };

    /// <summary>Broken records before and after, side by side.</summary>
    protected static IEnumerable<Picture> Pairs(string group, DataSet data, EvasionOutcome outcome) => data.FeatureShape.Length != 3
        ? []
        : Enumerable.Range(0, data.Count).Where(i => outcome.States[i] == RecordState.Broken).Take(MostPairs).SelectMany(i =>
        {
            var (own, seen) = (data.ClassNames[data.Labels[i]], outcome.Predicted[i] < 0 ? "no class" : data.ClassNames[outcome.Predicted[i]]);
            return new[]
            {
                AttackPictures.Show(group, own, data, Values(data.Features, i)),
                AttackPictures.Show(group, $"{own} → {seen}", data, Values(outcome.Adversarial, i)),
            };

            float[] Values(float[] all, int record) => all.AsSpan(record * data.RecordLength, data.RecordLength).ToArray();
        });
}
