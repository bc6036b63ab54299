using System.Collections.Immutable;
using FederatedSecure.Assurance.Measurements;
using FederatedSecure.Lab.RedTeam.Defences.Measuring;
using FederatedSecure.Lab.RedTeam.Evasion.WhiteBox;
using FederatedSecure.Lab.RedTeam.Probes;
using static TorchSharp.torch;

namespace FederatedSecure.Lab.RedTeam.Defences.Transforms;

/// <summary>
/// Measures defences that change pictures before the model sees them. All of them hide gradients instead of removing adversarial
/// inputs, so that the adaptive figure is the one that counts.
/// </summary>
/// <param name="name">Last part of the probe's id.</param>
/// <param name="title">What it does, in a few words.</param>
/// <param name="reference">The paper.</param>
/// <param name="cost">From which profile on it runs.</param>
/// <param name="transforms">The defences, for pictures of some number of channels.</param>
internal sealed class TransformProbe(string name, string title, string reference, ProbeCost cost, Func<int, ImmutableArray<IInputTransform>> transforms) : Probe
{
    /// <inheritdoc/>
    public override string Id => $"defence.{name}";

    /// <inheritdoc/>
    public override ProbeClass Class => ProbeClass.Defence;

    /// <inheritdoc/>
    public override string Title => title;

    /// <inheritdoc/>
    public override string Reference => reference;

    /// <inheritdoc/>
    public override ProbeCost Cost => cost;

    /// <summary>Feature squeezing: fewer levels, and a median over 2×2 pixels.</summary>
    public static TransformProbe FeatureSqueezing() => new(
        "feature-squeezing",
        "Feature squeezing as a defence",
        "Xu et al., NDSS 2018",
        ProbeCost.Quick,
        channels => [new BitDepthTransform(channels == 1 ? 1 : 5), new MedianTransform(2)]);

    /// <summary>JPEG.</summary>
    public static TransformProbe Jpeg() => new(
        "jpeg", "JPEG compression as a defence", "Dziugaite et al., 2016", ProbeCost.Standard, _ => [new JpegTransform()]);

    /// <summary>A median over 3×3 pixels.</summary>
    public static TransformProbe SpatialSmoothing() => new(
        "spatial-smoothing", "Spatial smoothing as a defence", "Xu et al., NDSS 2018", ProbeCost.Standard, _ => [new MedianTransform(3)]);

    /// <inheritdoc/>
    public override string? NotApplicable(ProbeSubject subject) => !subject.ArePictures ? "it changes pictures, and the records are none"
        : subject.Test.FeatureShape[0] is not (1 or 3) ? "it takes pictures of one or three channels"
        : !subject.IsWhiteBox ? "the model is a black box, so that nobody can attack adaptively along gradients"
        : null;

    /// <inheritdoc/>
    public override ProbeResult Run(ProbeContext context)
    {
        using var scope = NewDisposeScope();
        using var target = context.Subject.Open();
        var terms = DefenceBudget.Terms(context);
        var data = DefenceBudget.Records(context, quick: 150, standard: 500, full: 2000);
        var attack = context.ByProfile(Pgd.BasicIterative(), new Pgd(), new Pgd { Restarts = 3 });
        var figures = new DefenceFigures(Id, target, data, terms, attack);
        var measurements = ImmutableArray.CreateBuilder<Measurement>();
        var defences = transforms(data.FeatureShape[0]);
        for (var i = 0; i < defences.Length; i++)
        {
            using var defended = new TransformedTarget(target, defences[i], isSeenThrough: false);
            using var seenThrough = new TransformedTarget(target, defences[i], isSeenThrough: true);
            measurements.AddRange(figures.Of(defended, seenThrough, $"{defences[i].Name}, {DefenceBudget.Setting(terms)}"));
            context.Progress.Report((i + 1.0) / defences.Length);
        }

        return new ProbeResult(measurements.ToImmutable())
        {
            Notes = ["A transform that no gradient passes is attacked as if it were the identity (BPDA): whoever measures it without that measures masked gradients."],
        };
    }
}
