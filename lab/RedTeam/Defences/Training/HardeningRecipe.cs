using FederatedSecure.Lab.RedTeam.Evasion;
using FederatedSecure.Lab.RedTeam.Evasion.WhiteBox;
using FederatedSecure.Learning.Training;
using FederatedSecure.Models;

namespace FederatedSecure.Lab.RedTeam.Defences.Training;

/// <summary>A way to train that is to make a model robust.</summary>
/// <param name="Name">Last part of ids, as "pgd-training".</param>
/// <param name="Title">For a person.</param>
/// <param name="Reference">The paper.</param>
/// <param name="Loss">What is made small, from the model, what attackers may do, and the steps of one pass.</param>
internal sealed record HardeningRecipe(string Name, string Title, string Reference, Func<ModelSpec, EvasionTerms, int, IBatchLoss> Loss)
{
    /// <summary>Passes over which ε grows to its full size: a third of the training, rounded up.</summary>
    public const double WarmUpPart = 1.0 / 3;

    /// <summary>σ of Gaussian augmentation.</summary>
    public const double Sigma = 0.25;

    /// <summary>Rate of the first pass.</summary>
    public double LearningRate { get; init; } = 0.05;

    /// <summary>Whether training stops where accuracy under many steps collapses.</summary>
    public bool IsGuarded { get; init; }

    /// <summary>Training against PGD with 10 steps of ε/4.</summary>
    public static HardeningRecipe PgdTraining { get; } = new(
        "pgd-training",
        "PGD adversarial training",
        "Madry et al., ICLR 2018",
        (spec, terms, steps) => new AdversarialLoss(spec, new Pgd { Steps = 10, RelativeStep = 0.25, StopsAtSuccess = false }, terms, WarmUp(steps)));

    /// <summary>Training against one step of 1.25·ε from a random start, stopped when it collapses.</summary>
    public static HardeningRecipe FastTraining { get; } = new(
        "fast-training",
        "Fast adversarial training",
        "Wong et al., ICLR 2020",
        (spec, terms, steps) => new AdversarialLoss(spec, new Pgd { Steps = 1, RelativeStep = 1.25, StopsAtSuccess = false }, terms, WarmUp(steps)))
    {
        IsGuarded = true,
    };

    /// <summary>TRADES with β = 6.</summary>
    public static HardeningRecipe Trades { get; } = new(
        "trades", "TRADES", "Zhang et al., ICML 2019", (spec, terms, steps) => new TradesLoss(spec, terms) { WarmUp = WarmUp(steps) })
    {
        // The authors' rate: the divergence weighs six times as much as the loss.
        LearningRate = 0.01,
    };

    /// <summary>Noise on the training records.</summary>
    public static HardeningRecipe GaussianAugmentation { get; } = new(
        "gaussian-augmentation", "Gaussian augmentation", "Cohen et al., ICML 2019", (spec, terms, _) => new GaussianLoss(spec, Sigma, terms.Seed));

    /// <summary>Softer labels.</summary>
    public static HardeningRecipe LabelSmoothing { get; } = new(
        "label-smoothing", "Label smoothing", "Szegedy et al., CVPR 2016", (spec, _, _) => new LabelSmoothingLoss(spec));

    private static int WarmUp(int steps) => (int)Math.Ceiling(WarmUpPart * steps);
}
