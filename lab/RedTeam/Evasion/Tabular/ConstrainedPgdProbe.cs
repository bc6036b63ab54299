using FederatedSecure.Assurance.Measurements;
using FederatedSecure.Lab.RedTeam.Evasion.Measuring;
using FederatedSecure.Lab.RedTeam.Probes;

namespace FederatedSecure.Lab.RedTeam.Evasion.Tabular;

/// <summary>Small changes of all entries of a record at once, to valid values only.</summary>
internal sealed class ConstrainedPgdProbe : Probe
{
    /// <inheritdoc/>
    public override string Id => "evasion.tabular-pgd";

    /// <inheritdoc/>
    public override ProbeClass Class => ProbeClass.Evasion;

    /// <inheritdoc/>
    public override string Title => "Changes all entries of a record a little, to valid values";

    /// <inheritdoc/>
    public override string Reference => "Madry et al., ICLR 2018";

    /// <inheritdoc/>
    public override ProbeCost Cost => ProbeCost.Quick;

    /// <inheritdoc/>
    public override string? NotApplicable(ProbeSubject subject) =>
        subject.Constraints is null ? "nothing is known of what valid records are" : subject.IsWhiteBox ? null : "the model is a black box";

    /// <inheritdoc/>
    public override ProbeResult Run(ProbeContext context)
    {
        var data = RecordSample.Of(context.Subject.Test, context.ByProfile(200, 1000, 5000), context.Seed);
        var epsilon = Epsilons.Of(context.Subject, Norm.Linf).Usual;
        using var target = context.Subject.Open();
        var run = new EvasionRun(target, data) { Progress = context.Progress };
        var outcome = run.Attack(new ConstrainedPgd(), InputBounds.Terms(context, Norm.Linf, epsilon));
        return new ProbeResult([outcome.Accuracy("evasion.tabular-pgd.accuracy", Epsilons.Describe(Norm.Linf, epsilon))])
        {
            Notes = ["ε is in units of the standardized features; a category changes only where ε allows the whole jump.", .. outcome.Problems],
        };
    }
}
