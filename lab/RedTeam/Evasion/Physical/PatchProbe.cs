using System.Globalization;
using FederatedSecure.Assurance.Measurements;
using FederatedSecure.Lab.RedTeam.Evasion.BlackBox;
using FederatedSecure.Lab.RedTeam.Evasion.Measuring;
using FederatedSecure.Lab.RedTeam.Probes;
using FederatedSecure.Lab.RedTeam.Targets;
using FederatedSecure.Learning.Data;

namespace FederatedSecure.Lab.RedTeam.Evasion.Physical;

/// <summary>Whether a sticker makes the model see what the attacker wants.</summary>
internal sealed class PatchProbe : Probe
{
    private static readonly PatchPlacements Placements = new(0.3, 0.5);

    /// <inheritdoc/>
    public override string Id => "evasion.patch";

    /// <inheritdoc/>
    public override ProbeClass Class => ProbeClass.Evasion;

    /// <inheritdoc/>
    public override string Title => "Puts a sticker into the picture, anywhere, turned and scaled";

    /// <inheritdoc/>
    public override string Reference => "Brown et al., 2017; Athalye et al., ICML 2018";

    /// <inheritdoc/>
    public override ProbeCost Cost => ProbeCost.Quick;

    /// <inheritdoc/>
    public override string? NotApplicable(ProbeSubject subject) =>
        !subject.ArePictures ? "the records are no pictures" : !subject.IsWhiteBox ? "the model is a black box" : null;

    /// <inheritdoc/>
    public override ProbeResult Run(ProbeContext context)
    {
        var (own, measured) = RecordSample.Two(context.Subject.Test, context.ByProfile(200, 500, 1000), context.ByProfile(200, 1000, 1000), context.Seed);
        using var target = context.Subject.Open();
        var points = new PointTarget(target);
        var shape = PictureShape.Of(target.InputShape);
        var attack = new PatchAttack(Placements) { Iterations = context.ByProfile(100, 500, 500), Rate = context.ByProfile(0.05, 5 / 255.0, 5 / 255.0) };
        using var random = new GaussianStream(context.Seed, [0]);
        var noise = AdversarialPatch.Noise(shape.Channels, attack.Side, 0, 1, random);
        var targetClass = Easiest(points.Decide(attack.Apply(noise, Batch(own), shape, random).Values), own.Labels, target.Classes);

        var patch = attack.Train(points, Batch(own), targetClass, InputBounds.Terms(context, Norm.L2, double.PositiveInfinity), context.Progress);
        var patched = Measure(patch, out var pictures);
        var covered = Measure(noise, out _);

        var setting = string.Create(CultureInfo.InvariantCulture, $"diameter {Placements.SmallestScale} to {Placements.LargestScale} of the picture, {Placements.Degrees} degrees");
        return new ProbeResult(
        [
            patched.Success("evasion.patch.success-rate") with { Setting = setting },
            covered.Success("evasion.patch.noise-success-rate") with { Setting = setting },
            patched.Accuracy("evasion.patch.accuracy") with { Setting = setting },
            covered.Accuracy("evasion.patch.noise-accuracy") with { Setting = setting },
        ])
        {
            Pictures =
            [
                new Picture("sticker", $"seen as {measured.ClassNames[targetClass]}", shape.Channels, patch.Side, patch.Side, patch.Pixels),
                .. Enumerable.Range(0, Math.Min(7, measured.Count)).Select(i => AttackPictures.Show(
                    "sticker", $"{measured.ClassNames[measured.Labels[i]]} with it", measured, pictures[i].ToArray())),
            ],
            Notes =
            [
                $"The sticker was trained on {own.Count} pictures and measured on {measured.Count} others, each at a place of its own; success is the part of pictures of other classes that are seen as \"{measured.ClassNames[targetClass]}\".",
                "A sticker of noise of the same size is the yardstick: what it hides, no model can see.",
            ],
        };

        Tally Measure(AdversarialPatch laid, out RecordBatch pictures)
        {
            // The same places for both.
            using var places = new GaussianStream(context.Seed, [1]);
            var batch = Batch(measured);
            pictures = attack.Apply(laid, batch, shape, places);
            return Tally.Of(points.Decide(pictures.Values), batch.Labels, targetClass);
        }
    }

    /// <summary>The class that a sticker of noise makes the model see most often: an attacker may choose.</summary>
    private static int Easiest(int[] decided, int[] labels, int classes) =>
        Enumerable.Range(0, classes).MaxBy(seen => decided.Zip(labels).Count(pair => pair.First == seen && pair.Second != seen));

    private static RecordBatch Batch(DataSet data) => new(data.Features, data.Labels, data.RecordLength);

    private readonly record struct Tally(int Correct, int Records, int Seen, int Others)
    {
        public static Tally Of(int[] decided, int[] labels, int targetClass) => new(
            decided.Zip(labels).Count(pair => pair.First == pair.Second),
            labels.Length,
            decided.Zip(labels).Count(pair => pair.Second != targetClass && pair.First == targetClass),
            labels.Count(label => label != targetClass));

        public Measurement Success(string id) => Measurement.Part(id, Seen, Others) with { LargerIsBetter = false };

        public Measurement Accuracy(string id) => Measurement.Part(id, Correct, Records);
    }
}
