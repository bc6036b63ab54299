using System.Collections.Immutable;
using FederatedSecure.Assurance.Measurements;
using FederatedSecure.Lab.RedTeam.Evasion.Measuring;
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
    public override string? NotApplicable(ProbeSubject subject) => subject.IsWhiteBox ? null : "the model is a black box and shows no gradients";

    /// <summary>The records of this profile.</summary>
    protected static DataSet Sample(ProbeContext context, int quick, int standard, int full) =>
        RecordSample.Of(context.Subject.Test, context.ByProfile(quick, standard, full), SampleSeed);

    /// <summary>What a reader has to know where records are not pictures.</summary>
    protected static ImmutableArray<string> Notes(ProbeContext context, IEnumerable<string> more) => context.Subject.ArePictures
        ? [.. more]
        : [.. more, "Features were changed independently of each other: no real record may look like that, and an attacker who has to keep their rules finds less."];

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
