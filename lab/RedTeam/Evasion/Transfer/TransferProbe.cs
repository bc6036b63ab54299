using FederatedSecure.Assurance.Measurements;
using FederatedSecure.Lab.RedTeam.Evasion.Measuring;
using FederatedSecure.Lab.RedTeam.Evasion.Probing;
using FederatedSecure.Lab.RedTeam.Evasion.Tabular;
using FederatedSecure.Lab.RedTeam.Probes;
using FederatedSecure.Lab.RedTeam.Targets;

namespace FederatedSecure.Lab.RedTeam.Evasion.Transfer;

/// <summary>Whether somebody who only gets decisions trains a network of his own and attacks that.</summary>
internal sealed class TransferProbe : Probe
{
    /// <inheritdoc/>
    public override string Id => "evasion.transfer";

    /// <inheritdoc/>
    public override ProbeClass Class => ProbeClass.Evasion;

    /// <inheritdoc/>
    public override string Title => "Copies the model from its decisions and attacks the copy";

    /// <inheritdoc/>
    public override string Reference => "Papernot et al., ASIACCS 2017; Dong et al., CVPR 2018";

    /// <inheritdoc/>
    public override ProbeCost Cost => ProbeCost.Quick;

    /// <inheritdoc/>
    public override ProbeResult Run(ProbeContext context)
    {
        var subject = context.Subject;
        var (own, measured) = RecordSample.Two(subject.Test, context.ByProfile(800, 1000, 5000), context.ByProfile(200, 500, 1000), context.Seed);
        using var inner = subject.Open();
        var target = inner.To(TargetAccess.Labels);
        var spec = Surrogate.Network(own);
        var epochs = context.ByProfile(5, 10, 20);
        var weights = Surrogate.Train(spec, Surrogate.Relabel(target, own), epochs, context.Seed, new PartOfProgress(context.Progress, 0, 2), context.Cancellation);
        using var surrogate = Surrogate.Open(spec, weights);

        var epsilon = Epsilons.Of(subject, Norm.Linf).Usual;
        var terms = InputBounds.Terms(context, Norm.Linf, epsilon);
        var run = new EvasionRun(target, measured);
        // On tables, only what is a valid record is shown to the target.
        var attack = subject.Constraints is null ? new TransferAttack(surrogate) : new TransferAttack(surrogate, new ConstrainedPgd());
        var outcome = run.Attack(attack, terms);
        var same = new PointTarget(surrogate).Decide(measured.Features).Zip(run.Clean).Count(pair => pair.First == pair.Second);
        context.Progress.Report(1);

        var setting = $"{Epsilons.Describe(Norm.Linf, epsilon)}, {own.Count} queries";
        return new ProbeResult(
        [
            outcome.Accuracy("evasion.transfer.accuracy", setting),
            Measurement.Part("evasion.transfer.success-rate", outcome.Broken, outcome.Broken + outcome.Robust) with { Setting = setting, LargerIsBetter = false, Problem = outcome.Problem },
            Measurement.Part("evasion.transfer.fidelity", same, measured.Count) with { Setting = setting, LargerIsBetter = false },
        ])
        {
            Pictures = AttackPictures.Of("transferred", measured, outcome, "linf"),
            Notes =
            [
                $"The attacker had {own.Count} records of his own, asked for one decision for each, and never asked about the attacked ones.",
                "Where the copy agrees with the model on few records, a low success rate says little.",
                .. outcome.Problems,
            ],
        };
    }
}
