using FederatedSecure.Lab.RedTeam.Evasion.Measuring;
using FederatedSecure.Lab.RedTeam.Evasion.WhiteBox;
using FederatedSecure.Lab.RedTeam.Probes;

namespace FederatedSecure.Lab.RedTeam.Evasion.Probing;

/// <summary>FGSM, the basic iterative method and MI-FGSM in L∞: what little effort breaks.</summary>
internal sealed class FewStepsProbe : WhiteBoxProbe
{
    /// <inheritdoc/>
    public override string Id => "evasion.fgsm";

    /// <inheritdoc/>
    public override string Title => "One to ten steps along the gradient's sign";

    /// <inheritdoc/>
    public override string Reference => "Goodfellow et al., ICLR 2015; Kurakin et al., 2017; Dong et al., CVPR 2018";

    /// <inheritdoc/>
    public override ProbeCost Cost => ProbeCost.Quick;

    /// <inheritdoc/>
    public override ProbeResult Run(ProbeContext context)
    {
        var data = Sample(context, 200, 1000, 5000);
        using var target = context.Subject.Open();
        IEvasionAttack[] attacks = [new Fgsm(), Pgd.BasicIterative(), Pgd.WithMomentum()];
        var (small, usual) = Epsilons.Of(context.Subject, Norm.Linf);
        var cases = attacks.SelectMany(attack => new[] { (Attack: attack, Epsilon: small), (Attack: attack, Epsilon: usual) }).ToArray();
        var run = new EvasionRun(target, data);
        var outcomes = cases.Select((one, i) =>
        {
            context.Progress.Report((double)i / cases.Length);
            return run.Attack(Valid(context, one.Attack), InputBounds.Terms(context, Norm.Linf, one.Epsilon));
        }).ToArray();
        return new ProbeResult(
            [.. cases.Zip(outcomes, (one, outcome) => outcome.Accuracy($"evasion.{one.Attack.Name}.accuracy", Setting(context, Epsilons.Describe(Norm.Linf, one.Epsilon))))])
        {
            Notes = Notes(context, ["A model that withstands a single step says nothing about iterated attacks.", .. outcomes.SelectMany(outcome => outcome.Problems)]),
        };
    }
}
