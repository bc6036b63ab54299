using System.Collections.Immutable;
using FederatedSecure.Assurance.Measurements;
using FederatedSecure.Lab.RedTeam.Defences.Measuring;
using FederatedSecure.Lab.RedTeam.Defences.Smoothing;
using FederatedSecure.Lab.RedTeam.Evasion.WhiteBox;
using FederatedSecure.Lab.RedTeam.Probes;
using FederatedSecure.Lab.RedTeam.Targets;
using static TorchSharp.torch;

namespace FederatedSecure.Lab.RedTeam.Defences.Training;

/// <summary>
/// Trains the model on by a recipe and measures what that gains: what a site would get that did the same. The result is measured only; no
/// weights leave the probe.
/// </summary>
/// <param name="recipe">The recipe.</param>
/// <param name="cost">From which profile on.</param>
internal sealed class HardeningProbe(HardeningRecipe recipe, ProbeCost cost) : Probe
{
    /// <inheritdoc/>
    public override string Id => $"defence.{recipe.Name}";

    /// <inheritdoc/>
    public override ProbeClass Class => ProbeClass.Defence;

    /// <inheritdoc/>
    public override string Title => recipe.Title;

    /// <inheritdoc/>
    public override string Reference => recipe.Reference;

    /// <inheritdoc/>
    public override ProbeCost Cost => cost;

    /// <inheritdoc/>
    public override string? NotApplicable(ProbeSubject subject) => !subject.ArePictures ? "its sizes of perturbations are made for pictures"
        : !subject.IsWhiteBox ? "the model is a black box that nobody here can train on"
        : subject.Training is null ? "it needs the training records, which only the clients have"
        : null;

    /// <inheritdoc/>
    public override ProbeResult Run(ProbeContext context)
    {
        var (spec, weights, terms) = (context.Subject.Spec!, context.Subject.Weights!, DefenceBudget.Terms(context));
        var hardening = new Hardening(spec, context.Subject.Training!, terms) { Epochs = context.ByProfile(1, 5, 30) };
        var hardened = hardening.Train(recipe, weights, context.Progress, context.Cancellation);
        using var scope = NewDisposeScope();
        using var before = new SpecTarget(spec, weights, CPU);
        using var after = new SpecTarget(spec, hardened.Weights, CPU);
        var data = DefenceBudget.Records(context, quick: 200, standard: 500, full: 2000);
        var attack = context.ByProfile(new Pgd(), new Pgd(), new Pgd { Restarts = 5 });
        var figures = new DefenceFigures(Id, before, data, terms, attack);
        var setting = $"{hardened.Epochs} passes, {DefenceBudget.Setting(terms)}";
        return new ProbeResult([.. figures.Of(after, after, setting), .. Certified(context, after)])
        {
            Notes = [.. hardened.Collapsed ? [$"Accuracy under many steps collapsed after {hardened.Epochs} passes: training was stopped there."] : ImmutableArray<string>.Empty],
        };
    }

    /// <summary>Noise in training pays where the model is smoothed.</summary>
    private IEnumerable<Measurement> Certified(ProbeContext context, SpecTarget hardened)
    {
        if (recipe != HardeningRecipe.GaussianAugmentation)
        {
            return [];
        }

        var data = DefenceBudget.Records(context, quick: 40, standard: 100, full: 500);
        var certified = CertifiedAccuracy.Measure(hardened, data, HardeningRecipe.Sigma, context.ByProfile(200, 1000, 10_000), context.Seed, context.Cancellation);
        return certified.Figures(Id);
    }
}
