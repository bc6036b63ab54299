using FederatedSecure.Assurance.Measurements;
using FederatedSecure.Lab.RedTeam.Evasion.Measuring;
using FederatedSecure.Lab.RedTeam.Probes;
using FederatedSecure.Lab.RedTeam.Targets;

namespace FederatedSecure.Lab.RedTeam.Evasion.Physical;

/// <summary>Whether turning and shifting is enough.</summary>
internal sealed class SpatialProbe : Probe
{
    /// <inheritdoc/>
    public override string Id => "evasion.spatial";

    /// <inheritdoc/>
    public override ProbeClass Class => ProbeClass.Evasion;

    /// <inheritdoc/>
    public override string Title => "Turns and shifts pictures, trying 125 places each";

    /// <inheritdoc/>
    public override string Reference => "Engstrom et al., ICML 2019";

    /// <inheritdoc/>
    public override ProbeCost Cost => ProbeCost.Quick;

    /// <inheritdoc/>
    public override string? NotApplicable(ProbeSubject subject) => subject.ArePictures ? null : "the records are no pictures";

    /// <inheritdoc/>
    public override ProbeResult Run(ProbeContext context)
    {
        var attack = new SpatialAttack();
        var data = RecordSample.Of(context.Subject.Test, context.ByProfile(100, 500, 2000), context.Seed);
        using var inner = context.Subject.Open();
        var target = inner.To(attack.Needs);
        var run = new EvasionRun(target, data) { BatchSize = 50, Progress = context.Progress };
        var outcome = run.Attack(attack, InputBounds.Terms(context, Norm.L2, double.PositiveInfinity));
        return new ProbeResult([outcome.Accuracy("evasion.spatial.accuracy", "30 degrees, 3 pixels")])
        {
            Pictures = AttackPictures.Of("turned and shifted", data, outcome, unit: null),
            Notes = ["Only the model's decisions were used. A person still reads these pictures right.", .. outcome.Problems],
        };
    }
}
