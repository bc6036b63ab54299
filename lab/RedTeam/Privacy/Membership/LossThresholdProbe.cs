using FederatedSecure.Assurance.Measurements;
using FederatedSecure.Lab.RedTeam.Probes;

namespace FederatedSecure.Lab.RedTeam.Privacy.Membership;

/// <summary>
/// Takes records with a small loss for members: the attack that needs nothing but the model's answers (Yeom et al., CSF 2018). Of a
/// model that shows labels only, it takes records that are classified rightly for members.
/// </summary>
/// <remarks>It finds overfitting on average, and hardly ever a single record with certainty: see the attacks with shadow models.</remarks>
internal sealed class LossThresholdProbe : Probe
{
    /// <inheritdoc/>
    public override string Id => "privacy.loss-threshold";

    /// <inheritdoc/>
    public override ProbeClass Class => ProbeClass.Privacy;

    /// <inheritdoc/>
    public override string Title => "Membership inference from the loss";

    /// <inheritdoc/>
    public override string Reference => "Yeom et al., CSF 2018";

    /// <inheritdoc/>
    public override ProbeCost Cost => ProbeCost.Quick;

    /// <inheritdoc/>
    public override string? NotApplicable(ProbeSubject subject) => MembershipRequirements.NotApplicable(subject);

    /// <inheritdoc/>
    public override ProbeResult Run(ProbeContext context)
    {
        using var target = context.Subject.Open();
        var members = context.Subject.Training!;
        var memberLogits = TargetLogits.Of(target, members, context.Cancellation);
        context.Progress.Report(0.7);
        var otherLogits = TargetLogits.Of(target, context.Subject.Test, context.Cancellation);
        context.Progress.Report(0.9);

        // φ falls as the loss rises, and still tells records apart whose loss is 0 to a float.
        var scores = new MembershipScores(
            ScaledConfidence.Of(memberLogits, members.Labels), ScaledConfidence.Of(otherLogits, context.Subject.Test.Labels));
        var isFinite = !scores.Members.Concat(scores.NonMembers).Any(double.IsNaN);
        return new ProbeResult(MembershipFigures.Of(Id, "", scores, context.Seed))
        {
            Curves = isFinite ? [MembershipFigures.Curve($"{Id}.roc", [("loss threshold", scores)])] : [],
            Notes = [MembershipRequirements.Assumption],
        };
    }
}
