using System.Globalization;
using FederatedSecure.Assurance.Measurements;
using FederatedSecure.Lab.RedTeam.Probes;
using FederatedSecure.Learning.Training;
using FederatedSecure.Numerics;

namespace FederatedSecure.Lab.RedTeam.Privacy.Audits;

/// <summary>
/// Trains the model's architecture many times on a few records, half of the times with one mislabelled canary among them, and asks what
/// ε refutes that the two can be told apart so well.
/// </summary>
/// <remarks>
/// It needs no assumption on the records, and sees no ε above about ln(n/4) after n trainings. It audits the training procedure under
/// the claim, not the weights of the model under attack.
/// </remarks>
internal sealed class RepeatedTrainingProbe : Probe
{
    private const int Records = 100;
    private const double Significance = 0.05;

    /// <inheritdoc/>
    public override string Id => "privacy.audit-repeated-training";

    /// <inheritdoc/>
    public override ProbeClass Class => ProbeClass.Privacy;

    /// <inheritdoc/>
    public override string Title => "Lower bound on ε from many trainings with and without a canary";

    /// <inheritdoc/>
    public override string Reference => "Jagielski, Ullman & Oprea, NeurIPS 2020";

    /// <inheritdoc/>
    public override ProbeCost Cost => ProbeCost.Full;

    /// <inheritdoc/>
    public override string? NotApplicable(ProbeSubject subject) => AuditRequirements.NotApplicable(subject);

    /// <inheritdoc/>
    public override ProbeResult Run(ProbeContext context)
    {
        var claim = context.Subject.Claim!.Value;
        var random = new SeededRandomSource(context.Seed);
        var canary = CanaryTraining.Mislabel(AuditRequirements.Part(context.Subject.Test, 1, random), random);
        var records = AuditRequirements.Part(context.Subject.Training!, Records, random);
        var runs = context.ByProfile(20, 100, 400);
        var (with, without) = (new List<double>(), new List<double>());
        double noise;
        try
        {
            var training = new CanaryTraining(context.Subject.Spec!, claim, context.Seed);
            noise = training.NoiseMultiplier;
            for (var run = 0; run < runs; run++)
            {
                var takesPart = run % 2 == 0;
                var score = training.Scores(records, canary, [takesPart], noise, random.NextUInt64(), context.Cancellation)[0];
                (takesPart ? with : without).Add(score);
                context.Progress.Report((run + 1.0) / runs);
            }
        }
        catch (Exception exception) when (exception is TrainingException or ArgumentException)
        {
            return new ProbeResult([Measurement.Undefined("privacy.audit.epsilon-lower", $"no private training came about: {exception.Message}") with { Setting = "many trainings", LargerIsBetter = false }]);
        }

        var bound = EpsilonFigures.Bound("many trainings", ThresholdAudit.LowerBound([.. with], [.. without], claim.Delta, Significance), runs);
        return new ProbeResult([bound, EpsilonFigures.AboveClaim(bound, claim)])
        {
            Notes =
            [
                EpsilonFigures.Verdict(bound, claim),
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"Many trainings: {runs} times on {records.Count} records, full-batch DP-SGD with σ = {noise:F3}, half of the times with one mislabelled record more; no ε above {Math.Log(runs / 4.0):F1} could have been seen. {AuditRequirements.Assumption}"),
            ],
        };
    }
}
