using System.Collections.Immutable;
using FederatedSecure.Lab.RedTeam.Evasion;
using FederatedSecure.Lab.RedTeam.Evasion.Ensemble;
using FederatedSecure.Lab.RedTeam.Evasion.Measuring;
using FederatedSecure.Lab.RedTeam.Evasion.ScoreBased;
using FederatedSecure.Lab.RedTeam.Evasion.WhiteBox;
using FederatedSecure.Lab.RedTeam.Targets;
using FederatedSecure.Learning.Data;
using static TorchSharp.torch;

namespace FederatedSecure.Lab.RedTeam.Defences.MaskedGradients;

/// <summary>
/// Whether a model only hides its gradients: one step breaks more records than many, an attack without gradients more than one with them,
/// an attack without a bound leaves records standing, or there is no gradient at all (Athalye et al., "Obfuscated gradients give a false sense of
/// security", ICML 2018, section 3; Carlini et al., "On evaluating adversarial robustness", 2019).
/// </summary>
/// <remarks>
/// A sign proves that attacks along gradients say nothing about this model. That there is none proves nothing. Differences of up to 2 % of
/// the records count as chance.
/// </remarks>
/// <param name="Clean">Records classified correctly.</param>
/// <param name="SingleStep">Of them, those that hold against one step.</param>
/// <param name="ManySteps">… against 40 steps.</param>
/// <param name="WithoutGradient">… against random search.</param>
/// <param name="Unbounded">… against 40 steps that may change everything.</param>
/// <param name="Records">Records looked at.</param>
/// <param name="Signs">What speaks for masked gradients, as sentences without a full stop; empty for nothing.</param>
/// <param name="Problem">Why the attacks say nothing; null where none failed.</param>
internal sealed record MaskedGradients(
    int Clean, int SingleStep, int ManySteps, int WithoutGradient, int Unbounded, int Records, ImmutableArray<string> Signs, string? Problem)
{
    private const double Chance = 0.02;

    /// <summary>Looks at a model.</summary>
    /// <param name="target">The model, as it is given out: with its defence, and with the gradients that it shows.</param>
    /// <param name="data">Records.</param>
    /// <param name="terms">The bound that robustness is claimed for.</param>
    /// <param name="queries">Of the random search, for each record.</param>
    public static MaskedGradients Of(ITarget target, DataSet data, EvasionTerms terms, int queries)
    {
        var run = new EvasionRun(target, data);
        var single = run.Attack(new Fgsm(), terms);
        var many = run.Attack(new Pgd(), terms);
        var random = run.Attack(new Square { Queries = queries, RescalesSchedule = true }, terms);
        var unbounded = run.Attack(new Pgd(), terms with { Epsilon = Everything(terms, data.RecordLength) });
        var chance = Chance * data.Count;
        var signs = ImmutableArray.CreateBuilder<string>();
        if (single.Robust < many.Robust - chance)
        {
            signs.Add($"one step leaves {single.Robust} records standing, 40 steps leave {many.Robust}: the gradient leads many steps astray");
        }

        if (random.Robust < many.Robust - chance)
        {
            signs.Add($"random search leaves {random.Robust} records standing, the gradient {many.Robust}: the gradient hides the way");
        }

        if (unbounded.Robust > chance)
        {
            signs.Add($"an attack that may change everything leaves {unbounded.Robust} of {run.CleanCorrect} records standing, which only a misleading gradient explains");
        }

        signs.AddRange(MaskingFlags.Of(target, data, run.Clean, CPU));
        var problem = single.Problem ?? many.Problem ?? random.Problem ?? unbounded.Problem;
        return new MaskedGradients(
            run.CleanCorrect, single.Robust, many.Robust, random.Robust, unbounded.Robust, data.Count, signs.ToImmutable(), problem);
    }

    /// <summary>The length of the longest change within the bounds.</summary>
    private static double Everything(EvasionTerms terms, int features) =>
        (terms.Upper - terms.Lower) * (terms.Norm switch { Norm.Linf => 1, Norm.L2 => Math.Sqrt(features), _ => features });
}
