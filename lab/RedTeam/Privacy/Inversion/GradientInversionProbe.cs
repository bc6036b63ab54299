using System.Collections.Immutable;
using FederatedSecure.Assurance.Measurements;
using FederatedSecure.Lab.RedTeam.Privacy.Inversion.Buckets;
using FederatedSecure.Lab.RedTeam.Privacy.Inversion.Matching;
using FederatedSecure.Lab.RedTeam.Privacy.Inversion.Optimizing;
using FederatedSecure.Lab.RedTeam.Probes;
using FederatedSecure.Lab.Simulation.Workers;
using FederatedSecure.Learning.Data;
using FederatedSecure.Learning.Training;
using FederatedSecure.Models;
using FederatedSecure.Numerics;
using FederatedSecure.Rounds.Jobs;
using static FederatedSecure.Lab.RedTeam.Privacy.Inversion.InversionFigures;

namespace FederatedSecure.Lab.RedTeam.Privacy.Inversion;

/// <summary>
/// Searches pictures behind updates of the subject's network, and of a smooth one as the worst case: from plain single updates by every attack, then by the one that did best
/// from what protection leaves of them.
/// </summary>
internal sealed class GradientInversionProbe : Probe
{
    private const string Name = "privacy.gradient-inversion";
    private const double LocalRate = 0.03;
    private const int LocalSteps = 5;

    private static readonly EncryptionSpec Encryption = new(ClipNorm: 1, Range: 1, Bits: 16);

    /// <inheritdoc/>
    public override string Id => Name;

    /// <inheritdoc/>
    public override ProbeClass Class => ProbeClass.Privacy;

    /// <inheritdoc/>
    public override string Title => "Searches pictures that would give the observed update";

    /// <inheritdoc/>
    public override string Reference => "Zhu et al., NeurIPS 2019; Zhao et al., 2020; Geiping et al., NeurIPS 2020; Yin et al., CVPR 2021";

    /// <inheritdoc/>
    public override ProbeCost Cost => ProbeCost.Standard;

    /// <inheritdoc/>
    public override string? NotApplicable(ProbeSubject subject) =>
        subject.Spec is null ? "the model is a black box, whose gradients nobody can compute"
        : subject.ArePictures ? null
        : "the records are no pictures with values from 0 to 1, for which the decibels are defined";

    /// <inheritdoc/>
    public override ProbeResult Run(ProbeContext context)
    {
        var data = context.Subject.Test;
        var count = context.ByProfile(2, 4, 6);
        if (data.Count < count)
        {
            return new ProbeResult([Measurement.Undefined($"{Name}.psnr", $"there are {data.Count} records, and {count} are needed")]);
        }

        var records = Enumerable.Range(0, data.Count).ToArray();
        Streams.Of(context.Seed, "records").Shuffle(records.AsSpan());
        records = records[..count];
        var mean = BucketInversion.MeanRecord(data);
        var baseline = records.ToDictionary(record => record, record => PictureQuality.CappedPsnr(BucketInversion.Pixels(data, record), mean));
        var worst = SmoothNetwork.For(data);
        using var own = new SiteUpdates(context.Subject.Spec!, Fresh(context, context.Subject.Spec!));
        using var smooth = new SiteUpdates(worst, Fresh(context, worst));
        var attacks = Attacks(context);
        var scenarios = Scenarios(worst.ParameterCount);
        var isSmooth = worst.Equals(context.Subject.Spec);
        var (steps, done) = (((isSmooth ? 1 : 2) * attacks.Length) + scenarios.Length, 0);

        // 1. Every attack on single updates without protection; on the worst case, the best one is the control.
        var atOwn = isSmooth ? [] : attacks.Select(attack => (Attack: attack, Outcomes: Attack(own, attack, Plain, done++))).ToArray();
        var plain = attacks.Select(attack => (Attack: attack, Outcomes: Attack(smooth, attack, Plain, done++))).ToArray();
        var controls = plain.ToDictionary(
            line => line.Attack, line => ControlOf($"{Name}.control", $"{line.Attack.Name}, one record, plain", [.. line.Outcomes.Select(outcome => outcome.Psnr)]));
        var best = plain.MaxBy(line => controls[line.Attack].Figure.Value).Attack;

        // 2. That one on what else an attacker might see; where clipping or further steps change the length, the one that looks at directions only.
        var further = scenarios.Select(scenario =>
        {
            var attack = scenario.HidesLength ? attacks.Single(candidate => candidate.Distance == GradientDistance.Cosine) : best;
            return new Line(scenario, attack, controls[attack].Problem, Attack(smooth, attack, scenario, done++));
        }).ToArray();

        return new ProbeResult(
        [
            controls[best].Figure with { LargerIsBetter = true },
            Median($"{Name}.mean-image", "", [.. baseline.Values]),
            .. atOwn.Select(line => Median($"{Name}.own-psnr", $"{line.Attack.Name}, one record, plain", [.. line.Outcomes.Select(outcome => outcome.Psnr)])),
            .. plain.Select(line => Median($"{Name}.psnr", $"{line.Attack.Name}, one record, plain", [.. line.Outcomes.Select(outcome => outcome.Psnr)])),
            .. further.Select(line => line.Figure($"{Name}.psnr", outcome => outcome.Psnr)),
            .. further.Select(line => line.Figure($"{Name}.gain", outcome => outcome.Psnr - baseline[outcome.Record])),
        ])
        {
            Pictures =
            [
                .. Show(data, Name, "original", BucketInversion.Pixels(data, records[0])),
                .. atOwn.SelectMany(line => Show(data, Name, Text($"{line.Attack.Name}, own network, plain: {line.Outcomes[0].Psnr:F1} dB"), line.Outcomes[0].Rebuilt!)),
                .. plain.SelectMany(line => Show(data, Name, Text($"{line.Attack.Name}, plain: {line.Outcomes[0].Psnr:F1} dB"), line.Outcomes[0].Rebuilt!)),
                .. further.SelectMany(line => Show(data, Name, Text($"{line.Scenario.Name}: {line.Outcomes[0].Psnr:F1} dB"), line.Outcomes[0].Rebuilt!)),
            ],
            Notes =
            [
                isSmooth
                    ? "Attacked is the subject's own network with fresh weights, as in the first round, by an attacker who knows the weights and the number of records."
                    : "Attacked is the worst case: a small convolutional network with tanh on the same pictures, whose gradients a search can follow; fresh weights, as in the first round; the attacker knows them and the number of records. \"own-psnr\" is the subject's network as it is, under the same searches: where they fail on it, that is a hard search, not a protection.",
                "Searches are cut short by the profile: a longer one may rebuild more, so that a bad picture is no proof of safety.",
                "GradInversion goes without its prior on batch normalization, which these models do not have.",
            ],
        };

        ImmutableArray<BucketInversion.Outcome> Attack(SiteUpdates bench, GradientInversion attack, Scenario scenario, int number)
        {
            var outcomes = ImmutableArray.CreateBuilder<BucketInversion.Outcome>();
            for (var first = 0; first + scenario.Records <= records.Length; first += scenario.Records)
            {
                var members = records.AsSpan(first, scenario.Records).ToArray();
                var gradient = scenario.Observe(bench, data, members, Streams.Of(context.Seed, scenario.Name, first));
                var found = attack.Run(bench.Spec, bench.Weights, gradient, members.Length, Streams.Seed(context.Seed, attack.Name, first), context.Cancellation);
                outcomes.AddRange(BestMatch.Of([.. members.Select(record => BucketInversion.Pixels(data, record))], found.Records)
                    .Select((match, i) => new BucketInversion.Outcome(members[i], match.Psnr, match.Candidate < 0 ? new float[data.RecordLength] : found.Records[match.Candidate])));
                context.Progress.Report((number + ((first + scenario.Records) / (double)records.Length)) / steps);
            }

            return outcomes.ToImmutable();
        }
    }

    private static Scenario Plain => new("one record, plain", 1, false, (bench, data, members, _) => Negative(bench.OfOneStep(data.Select(members)), 1));

    private static ImmutableArray<Scenario> Scenarios(long values) =>
    [
        new("two records in one step, plain", 2, false, (bench, data, members, _) => Negative(bench.OfOneStep(data.Select(members)), 1)),
        new($"one record, {LocalSteps} local steps, plain", 1, true, (bench, data, members, _) =>
            Negative(bench.Train(data.Select(members), new TrainingOptions(LocalSteps, 1, LocalRate, 0, 0, 0, Seed: 1, Threads: 1)), LocalRate * LocalSteps)),
        Opened(1, 0, values),
        Opened(2, 0, values),
        Opened(1, 0.01, values),
        Opened(2, 1, values),
    ];

    /// <summary>What is opened of one-record updates. The attacker undoes neither clipping nor noise; he knows how many sites there are.</summary>
    private static Scenario Opened(int sites, double noise, long values)
    {
        var opened = new OpenedSum(Encryption, sites, noise, values);
        return new Scenario(
            Text($"opened {(sites == 1 ? "update of one site" : Text($"sum over {sites} sites"))}, {(noise == 0 ? "no noise" : Text($"noise {noise}"))}"),
            sites,
            true,
            (bench, data, members, random) => Negative(opened.Open([.. members.Select(record => bench.OfOneStep(data.Select([record])))], random), sites));
    }

    /// <summary>The mean gradient behind an update: −update/(η·T).</summary>
    private static float[] Negative(float[] update, double divisor) => Array.ConvertAll(update, value => (float)(-value / divisor));

    private static float[] Fresh(ProbeContext context, ModelSpec spec)
    {
        var weights = new float[spec.ParameterCount];
        ModelInitializer.Initialize(spec, ParameterLayout.Of(spec), Streams.Seed(context.Seed, "model"), weights);
        return weights;
    }

    /// <summary>Fewer steps than in the papers, which take up to 24,000: the report says so.</summary>
    private static ImmutableArray<GradientInversion> Attacks(ProbeContext context) =>
    [
        GradientInversion.DeepLeakage with { Iterations = context.ByProfile(100, 200, 600), Restarts = context.ByProfile(1, 1, 2) },
        GradientInversion.ImprovedDeepLeakage with { Iterations = context.ByProfile(100, 200, 600), Restarts = context.ByProfile(1, 1, 2) },
        GradientInversion.Cosine with { Iterations = context.ByProfile(200, 600, 2_400), TotalVariation = 0.01 },
        GradientInversion.GradInversion with { Iterations = context.ByProfile(50, 200, 1_000) },
    ];

    /// <summary>What an attacker sees.</summary>
    /// <param name="Name">For reports.</param>
    /// <param name="Records">How many records are in it.</param>
    /// <param name="HidesLength">Whether it was clipped or is of several steps, so that its length is not that of the records' gradient.</param>
    /// <param name="Observe">Makes the gradient that is taken for the records' own.</param>
    private sealed record Scenario(string Name, int Records, bool HidesLength, Func<SiteUpdates, DataSet, int[], SeededRandomSource, float[]> Observe);

    private sealed record Line(Scenario Scenario, GradientInversion Attack, string? Problem, ImmutableArray<BucketInversion.Outcome> Outcomes)
    {
        public Measurement Figure(string id, Func<BucketInversion.Outcome, double> value) =>
            Median(id, $"{Attack.Name}, {Scenario.Name}", [.. Outcomes.Select(value)]) with { Problem = Problem };
    }
}
