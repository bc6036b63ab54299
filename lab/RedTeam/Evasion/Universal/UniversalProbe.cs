using System.Collections.Immutable;
using System.Globalization;
using FederatedSecure.Assurance.Measurements;
using FederatedSecure.Lab.RedTeam.Evasion.Measuring;
using FederatedSecure.Lab.RedTeam.Evasion.WhiteBox;
using FederatedSecure.Lab.RedTeam.Probes;
using FederatedSecure.Lab.RedTeam.Targets;
using FederatedSecure.Learning.Data;

namespace FederatedSecure.Lab.RedTeam.Evasion.Universal;

/// <summary>Whether one and the same small change fools the model on most inputs.</summary>
internal sealed class UniversalProbe : Probe
{
    /// <inheritdoc/>
    public override string Id => "evasion.universal";

    /// <inheritdoc/>
    public override ProbeClass Class => ProbeClass.Evasion;

    /// <inheritdoc/>
    public override string Title => "Adds one and the same pattern to every input";

    /// <inheritdoc/>
    public override string Reference => "Moosavi-Dezfooli et al., CVPR 2017";

    /// <inheritdoc/>
    public override ProbeCost Cost => ProbeCost.Standard;

    /// <inheritdoc/>
    public override string? NotApplicable(ProbeSubject subject) =>
        !subject.IsWhiteBox ? "the model is a black box"
        : subject.Constraints is not null ? "one change for all records is no valid change of a table with constraints"
        : null;

    /// <inheritdoc/>
    public override ProbeResult Run(ProbeContext context)
    {
        var (own, measured) = RecordSample.Two(context.Subject.Test, context.ByProfile(30, 200, 1000), context.ByProfile(200, 1000, 1000), context.Seed);
        using var target = context.Subject.Open();
        var points = new PointTarget(target);
        var epsilon = Epsilons.Of(context.Subject, Norm.Linf).Usual;
        var terms = InputBounds.Terms(context, Norm.Linf, epsilon);
        var found = new UniversalPerturbation(new DeepFool(), passes: context.ByProfile(1, 5, 20)).Find(target, Batch(own), terms, context.Progress);
        var (fooled, baseline) = (Fooled(found.Perturbation), Fooled(UniversalPerturbation.RandomSigns(own.RecordLength, terms)));

        var setting = Epsilons.Describe(Norm.Linf, epsilon);
        return new ProbeResult(
        [
            Rate("evasion.universal.fooling-rate", fooled),
            Rate("evasion.universal.random-fooling-rate", baseline),
        ])
        {
            Pictures = context.Subject.ArePictures ? Pictures(measured, found.Perturbation, terms) : [],
            Notes =
            [
                $"Found on {own.Count} records in {found.Passes} passes, where it changes {found.TrainingRate.ToString("P0", CultureInfo.InvariantCulture)} of the decisions; measured on {measured.Count} others, beside random signs of the same size.",
            ],
        };

        int Fooled(float[] perturbation) => UniversalPerturbation.Fooled(points, Batch(measured), perturbation, terms);

        Measurement Rate(string id, int count) => Measurement.Part(id, count, measured.Count) with { Setting = setting, LargerIsBetter = false };
    }

    private static RecordBatch Batch(DataSet data) => new(data.Features, data.Labels, data.RecordLength);

    private static ImmutableArray<Picture> Pictures(DataSet data, float[] perturbation, EvasionTerms terms)
    {
        // Grey is no change.
        var pattern = Array.ConvertAll(perturbation, value => (float)Math.Clamp(0.5 + (value / (2 * terms.Epsilon)), 0, 1));
        var some = data.Select([.. Enumerable.Range(0, Math.Min(7, data.Count))]);
        var moved = UniversalPerturbation.Add(Batch(some), perturbation, terms);
        return
        [
            AttackPictures.Show("universal pattern", "the pattern", data, pattern),
            .. Enumerable.Range(0, some.Count).Select(i => AttackPictures.Show("universal pattern", $"{some.ClassNames[some.Labels[i]]} with it", data, moved[i].ToArray())),
        ];
    }
}
