using System.Collections.Immutable;
using FederatedSecure.Assurance.Measurements;
using FederatedSecure.Lab.RedTeam.Defences.Measuring;
using FederatedSecure.Lab.RedTeam.Probes;
using FederatedSecure.Models;
using static TorchSharp.torch;

namespace FederatedSecure.Lab.RedTeam.Defences.MaskedGradients;

/// <summary>Whether robustness that attacks by gradient find may be believed (<see cref="MaskedGradients"/>).</summary>
internal sealed class MaskedGradientsProbe : Probe
{
    /// <inheritdoc/>
    public override string Id => "defence.masked-gradients";

    /// <inheritdoc/>
    public override ProbeClass Class => ProbeClass.Defence;

    /// <inheritdoc/>
    public override string Title => "Does the model only hide its gradients?";

    /// <inheritdoc/>
    public override string Reference => "Athalye et al., ICML 2018; Carlini et al., 2019";

    /// <inheritdoc/>
    public override ProbeCost Cost => ProbeCost.Quick;

    /// <inheritdoc/>
    public override string? NotApplicable(ProbeSubject subject) => !subject.ArePictures ? "its sizes of perturbations are made for pictures"
        : !subject.IsWhiteBox ? "the model is a black box and shows no gradients that it could hide"
        : null;

    /// <inheritdoc/>
    public override ProbeResult Run(ProbeContext context)
    {
        using var scope = NewDisposeScope();
        using var target = context.Subject.Open();
        var terms = DefenceBudget.Terms(context);
        var data = DefenceBudget.Records(context, quick: 100, standard: 300, full: 1000);
        var found = MaskedGradients.Of(target, data, terms, queries: context.ByProfile(100, 500, 5000));
        return new ProbeResult(
        [
            Measurement.Exact($"{Id}.signs", found.Signs.Length, data.Count) with { LargerIsBetter = false, Problem = found.Problem },
            Accuracy("one step", found.SingleStep),
            Accuracy("40 steps", found.ManySteps),
            Accuracy("random search", found.WithoutGradient),
            Accuracy("40 steps, unbounded", found.Unbounded),
        ])
        {
            Notes = [.. Sentences(found), .. Dropout(context.Subject.Spec!)],
        };

        Measurement Accuracy(string attack, int robust) => Measurement.Part($"{Id}.accuracy", robust, data.Count) with
        {
            Setting = $"{attack}, {DefenceBudget.Setting(terms)}",
            Problem = found.Problem,
        };
    }

    private static IEnumerable<string> Sentences(MaskedGradients found) => found.Signs.IsEmpty ? []
        : [.. found.Signs.Select(sign => $"Masked gradients: {sign}."), "Robust accuracy under attacks by gradient is not to be believed for this model."];

    private static ImmutableArray<string> Dropout(ModelSpec spec) => spec.Layers.Any(layer => layer is DropoutLayer)
        ? ["Dropout is active in training only. At inference it changes nothing, so that it defends against nothing."]
        : [];
}
