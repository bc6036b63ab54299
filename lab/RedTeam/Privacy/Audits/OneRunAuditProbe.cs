using System.Globalization;
using FederatedSecure.Assurance.Measurements;
using FederatedSecure.Lab.RedTeam.Privacy.Membership;
using FederatedSecure.Lab.RedTeam.Probes;
using FederatedSecure.Learning.Training;
using FederatedSecure.Numerics;

namespace FederatedSecure.Lab.RedTeam.Privacy.Audits;

/// <summary>
/// Trains the model's architecture once more as the claim says, with hundreds of mislabelled canaries that take part by the toss of a
/// coin, and asks what guesses of the coins refute.
/// </summary>
/// <remarks>It audits the training procedure under the claim, not the weights of the model under attack.</remarks>
internal sealed class OneRunAuditProbe : Probe
{
    private const double Significance = 0.05;

    /// <inheritdoc/>
    public override string Id => "privacy.audit-one-run";

    /// <inheritdoc/>
    public override ProbeClass Class => ProbeClass.Privacy;

    /// <inheritdoc/>
    public override string Title => "Lower bound on ε from one training with canaries";

    /// <inheritdoc/>
    public override string Reference => "Steinke, Nasr & Jagielski, NeurIPS 2023";

    /// <inheritdoc/>
    public override ProbeCost Cost => ProbeCost.Standard;

    /// <inheritdoc/>
    public override string? NotApplicable(ProbeSubject subject) => AuditRequirements.NotApplicable(subject);

    /// <inheritdoc/>
    public override ProbeResult Run(ProbeContext context)
    {
        var (spec, claim) = (context.Subject.Spec!, context.Subject.Claim!.Value);
        var random = new SeededRandomSource(context.Seed);
        var count = Math.Min(context.Subject.Test.Count, context.ByProfile(200, 1000, 2000));
        var canaries = CanaryTraining.Mislabel(AuditRequirements.Part(context.Subject.Test, count, random), random);
        var records = AuditRequirements.Part(context.Subject.Training!, context.ByProfile(500, 2000, 8000), random);
        bool[] coins = [.. Enumerable.Range(0, count).Select(_ => random.NextInt32(2) == 1)];
        double noise;
        double[] scores;
        try
        {
            var training = new CanaryTraining(spec, claim, context.Seed);
            noise = training.NoiseMultiplier;
            scores = training.Scores(records, canaries, coins, noise, random.NextUInt64(), context.Cancellation);
        }
        catch (Exception exception) when (exception is TrainingException or ArgumentException)
        {
            return new ProbeResult([Measurement.Undefined("privacy.audit.epsilon-lower", $"no private training came about: {exception.Message}") with { Setting = "one run", LargerIsBetter = false }]);
        }

        context.Progress.Report(1);
        var bound = EpsilonFigures.Bound("one run", CoinGuesses.LowerBound(scores, coins, claim.Delta, Significance, isReplaced: false), count);
        return new ProbeResult([bound, EpsilonFigures.AboveClaim(bound, claim), .. MembershipFigures.Of("privacy.canary", "one run", MembershipScores.Of(scores, coins), context.Seed)])
        {
            Notes =
            [
                EpsilonFigures.Verdict(bound, claim),
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"One run: {count} canaries with wrong labels, each trained on by a fair coin, beside {records.Count} records; full-batch DP-SGD with C = 1 and σ = {noise:F3}, made for the claim. {AuditRequirements.Assumption}"),
            ],
        };
    }
}
