using FederatedSecure.Assurance.Measurements;
using FederatedSecure.Lab.RedTeam.Privacy.Membership;
using FederatedSecure.Lab.RedTeam.Probes;

namespace FederatedSecure.Lab.RedTeam.Privacy.Audits;

/// <summary>Holds the privacy that was promised of a model against what its answers give away, with no training at all.</summary>
internal sealed class FinalModelAuditProbe : Probe
{
    /// <inheritdoc/>
    public override string Id => "privacy.audit-final-model";

    /// <inheritdoc/>
    public override ProbeClass Class => ProbeClass.Privacy;

    /// <inheritdoc/>
    public override string Title => "Lower bound on ε from the finished model";

    /// <inheritdoc/>
    public override string Reference => "Steinke, Nasr & Jagielski, NeurIPS 2023";

    /// <inheritdoc/>
    public override ProbeCost Cost => ProbeCost.Quick;

    /// <inheritdoc/>
    public override string? NotApplicable(ProbeSubject subject) =>
        MembershipRequirements.NotApplicable(subject)
        ?? (subject.Claim is null ? "no differential privacy is claimed"
            : Math.Min(subject.Training!.Count, subject.Test.Count) < 100 ? "there are fewer than 100 records that were trained on, or that were not"
            : null);

    /// <inheritdoc/>
    public override ProbeResult Run(ProbeContext context)
    {
        var claim = context.Subject.Claim!.Value;
        using var target = context.Subject.Open();
        var scores = new MembershipScores(
            ScaledConfidence.Of(TargetLogits.Of(target, context.Subject.Training!, context.Cancellation), context.Subject.Training!.Labels),
            ScaledConfidence.Of(TargetLogits.Of(target, context.Subject.Test, context.Cancellation), context.Subject.Test.Labels));
        if (scores.Members.Concat(scores.NonMembers).Any(double.IsNaN))
        {
            return new ProbeResult([Measurement.Undefined("privacy.audit.epsilon-lower", "the model's answers are not finite") with { LargerIsBetter = false }]);
        }

        var bound = FinalModelAudit.Measure("final model, loss threshold", scores, claim.Delta, context.Seed);
        context.Progress.Report(1);
        return new ProbeResult([bound, EpsilonFigures.AboveClaim(bound, claim)]) { Notes = [EpsilonFigures.Verdict(bound, claim), FinalModelAudit.Assumption] };
    }
}
