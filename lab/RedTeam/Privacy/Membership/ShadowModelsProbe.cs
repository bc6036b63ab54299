using System.Collections.Immutable;
using System.Globalization;
using FederatedSecure.Assurance.Measurements;
using FederatedSecure.Lab.RedTeam.Privacy.Audits;
using FederatedSecure.Lab.RedTeam.Probes;
using FederatedSecure.Learning.Training;

namespace FederatedSecure.Lab.RedTeam.Privacy.Membership;

/// <summary>
/// The attacks on membership that train models of their own: one set of shadow models serves the classifier of Shokri et al., LiRA and
/// RMIA, each of the latter with and without models that were trained on the record.
/// </summary>
internal sealed class ShadowModelsProbe : Probe
{
    private const int MostRecords = 10_000;
    private const int FewModels = 64;
    private static readonly string[] Prefixes = ["privacy.shadow", "privacy.lira", "privacy.rmia"];

    /// <inheritdoc/>
    public override string Id => "privacy.shadow-models";

    /// <inheritdoc/>
    public override ProbeClass Class => ProbeClass.Privacy;

    /// <inheritdoc/>
    public override string Title => "Membership inference with shadow models (Shokri, LiRA, RMIA)";

    /// <inheritdoc/>
    public override string Reference => "Shokri et al., S&P 2017; Carlini et al., S&P 2022; Zarifzadeh et al., ICML 2024";

    /// <inheritdoc/>
    public override ProbeCost Cost => ProbeCost.Standard;

    /// <inheritdoc/>
    public override string? NotApplicable(ProbeSubject subject) =>
        MembershipRequirements.NotApplicable(subject)
        ?? (subject.Spec is null ? "the model is a black box, and shadow models need its architecture"
            : subject.Training!.Count + subject.Test.Count < 200 ? "there are fewer than 200 records to train shadow models on"
            : null);

    /// <inheritdoc/>
    public override ProbeResult Run(ProbeContext context)
    {
        var count = context.ByProfile(quick: 4, standard: 8, full: 32);
        var passes = context.ByProfile(quick: 20_000, standard: 40_000, full: 60_000);
        var pool = ShadowPool.Of(context.Subject, MostRecords, context.Seed);
        using var target = context.Subject.Open();
        var answers = TargetLogits.Of(target, pool.Records, context.Cancellation);
        if (!answers.All(float.IsFinite))
        {
            return Nothing(count, "the model's answers are not finite");
        }

        var training = new ShadowTraining(context.Subject.Spec!, pool.Records, context.Seed);
        var cache = new ShadowCache(context.Cache);
        ShadowRecipe recipe;
        ShadowModels shadows;
        try
        {
            recipe = training.Calibrate(answers, Math.Max(1, passes * 2 / pool.Records.Count), context.Cancellation);
            context.Progress.Report(1.0 / (count + 1));
            var rest = new Part(context.Progress, 1.0 / (count + 1));
            shadows = training.Train(recipe, count, context.Workers, cache, rest, context.Cancellation);
        }
        catch (TrainingException exception)
        {
            return Nothing(count, $"shadow models could not be trained: {exception.Message}");
        }

        var attacks = Attack(shadows, pool, answers);
        return new ProbeResult([.. attacks.SelectMany(attack => MembershipFigures.Of(attack.Prefix, attack.Setting, attack.Scores, context.Seed)), .. Audit(context, attacks)])
        {
            Curves = [MembershipFigures.Curve($"{Id}.roc", [.. attacks.Select(attack => ($"{attack.Prefix["privacy.".Length..]} {attack.Setting}", attack.Scores))])],
            Notes = [MembershipRequirements.Assumption, .. Notes(recipe, pool, training.MeanMargin(answers), training.MeanMargin(shadows.Logits(0)), cache)],
        };
    }

    private static ImmutableArray<(string Prefix, string Setting, MembershipScores Scores)> Attack(ShadowModels shadows, ShadowPool pool, float[] answers)
    {
        var observed = ScaledConfidence.Of(answers, pool.Records.Labels);
        var probabilities = RelativeMembership.Probabilities(observed);
        var population = pool.NonMembers;
        var (statisticsIn, statisticsOut) = (shadows.Statistics(trainedOnIt: true), shadows.Statistics(trainedOnIt: false));
        var variance = shadows.Count < FewModels ? LiraVariance.Global : LiraVariance.PerRecord;
        var (online, offline) = (new LikelihoodRatio(statisticsIn, statisticsOut, variance), new LikelihoodRatio(null, statisticsOut, variance));
        var models = string.Create(CultureInfo.InvariantCulture, $"{shadows.Count} shadow models");
        return
        [
            Of(0, models, new ShadowClassifier(shadows).Scores(answers, pool.Records.Labels)),
            Of(1, $"online, {models}", [.. observed.Select((value, i) => online.Score(i, value))]),
            Of(1, $"offline, {models}", [.. observed.Select((value, i) => offline.Score(i, value))]),
            Of(2, $"online, {models}", RelativeMembership.Scores(probabilities, RelativeMembership.Online(shadows), population)),
            Of(2, $"offline, {models}", RelativeMembership.Scores(
                probabilities, RelativeMembership.Offline(shadows, RelativeMembership.Tune(shadows, population)), population)),
        ];

        (string, string, MembershipScores) Of(int attack, string setting, double[] scores) =>
            (Prefixes[attack], setting, MembershipScores.Of(scores, pool.IsMember));
    }

    private static IEnumerable<Measurement> Audit(ProbeContext context, ImmutableArray<(string Prefix, string Setting, MembershipScores Scores)> attacks) =>
        context.Subject.Claim is { } claim ? [FinalModelAudit.Measure($"final model, lira {attacks[2].Setting}", attacks[2].Scores, claim.Delta, context.Seed)] : [];

    private static IEnumerable<string> Notes(ShadowRecipe recipe, ShadowPool pool, double margin, double reached, ShadowCache cache)
    {
        yield return string.Create(
            CultureInfo.InvariantCulture,
            $"Shadow models: plain SGD without differential privacy, {recipe.Epochs} passes over half of {pool.Records.Count} records, learning rate {recipe.LearningRate}; mean margin {reached:F2}, that of the model under attack {margin:F2}. The closer, the stronger the attack: an attacker who knows the recipe may do better.");
        if (cache.Problem is not null)
        {
            yield return $"Shadow models could not be kept: {cache.Problem} An interrupted run starts over.";
        }
    }

    private static ProbeResult Nothing(int count, string problem) => new(
    [
        .. Prefixes.SelectMany(prefix => MembershipFigures.Undefined(prefix, string.Create(CultureInfo.InvariantCulture, $"{count} shadow models"), problem)),
    ]);

    /// <summary>The progress of what comes after a first part.</summary>
    private sealed class Part(IProgress<double> whole, double first) : IProgress<double>
    {
        public void Report(double value) => whole.Report(first + ((1 - first) * value));
    }
}
