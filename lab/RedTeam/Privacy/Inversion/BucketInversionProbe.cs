using System.Collections.Immutable;
using FederatedSecure.Assurance.Measurements;
using FederatedSecure.Lab.RedTeam.Privacy.Inversion.Analytic;
using FederatedSecure.Lab.RedTeam.Privacy.Inversion.Buckets;
using FederatedSecure.Lab.RedTeam.Probes;
using FederatedSecure.Lab.Simulation.Workers;
using FederatedSecure.Learning.Data;
using FederatedSecure.Learning.Training;
using FederatedSecure.Models;
using FederatedSecure.Numerics;
using FederatedSecure.Rounds.Jobs;
using FederatedSecure.Statistics.Intervals;
using static FederatedSecure.Lab.RedTeam.Privacy.Inversion.InversionFigures;

namespace FederatedSecure.Lab.RedTeam.Privacy.Inversion;

/// <summary>
/// Analytic gradient inversion of the sums that a coordinator opens, over bucket size and noise. A control without any protection must come
/// out well, or else the figures say nothing.
/// </summary>
internal sealed class BucketInversionProbe : Probe
{
    private const string Name = "privacy.bucket-inversion";

    /// <summary>From here on, in decibels, a digit is seen at a glance.</summary>
    private const double Recognizable = 20;

    /// <summary>Records of a site that trains as the demo's do.</summary>
    private const int LocalRecords = 64;

    /// <summary>Of one-record updates, which are gradients.</summary>
    private static readonly EncryptionSpec Encryption = new(ClipNorm: 1, Range: 1, Bits: 16);

    /// <summary>Of local training: what jobs have by default.</summary>
    private static readonly EncryptionSpec LocalEncryption = new();

    /// <summary>As the demo's job has it.</summary>
    private static readonly TrainingOptions LocalTraining = new(2, 32, 0.03, 0.9, 0, 0, Seed: 1, Threads: 1);

    /// <inheritdoc/>
    public override string Id => Name;

    /// <inheritdoc/>
    public override ProbeClass Class => ProbeClass.Privacy;

    /// <inheritdoc/>
    public override string Title => "Rebuilds pictures from the sums of updates that the coordinator opens";

    /// <inheritdoc/>
    public override string Reference => "Phong et al., IEEE TIFS 2018; Geiping et al., NeurIPS 2020, proposition 3.1";

    /// <inheritdoc/>
    public override ProbeCost Cost => ProbeCost.Quick;

    /// <inheritdoc/>
    public override string? NotApplicable(ProbeSubject subject) =>
        subject.ArePictures ? null : "the records are no pictures with values from 0 to 1, for which the decibels are defined";

    /// <inheritdoc/>
    public override ProbeResult Run(ProbeContext context)
    {
        var (subject, data) = (context.Subject, context.Subject.Test);
        var (spec, layer, isOwn) = Victim(subject);
        var weights = new float[spec.ParameterCount];
        ModelInitializer.Initialize(spec, ParameterLayout.Of(spec), Streams.Seed(context.Seed, "model"), weights);
        using var bench = new SiteUpdates(spec, weights);

        // 1. Sites of one record each, and what a guess without any update is worth.
        var perCell = context.ByProfile(16, 32, 64);
        var sizes = context.ByProfile<int[]>([1, 2, 4, 16], [1, 2, 3, 4, 8, 16], [1, 2, 3, 4, 8, 16, 32]);
        if (data.Count < perCell)
        {
            return new ProbeResult([Measurement.Undefined($"{Name}.psnr", $"there are {data.Count} records, and {perCell} are needed")]);
        }

        var order = Enumerable.Range(0, data.Count).ToArray();
        Streams.Of(context.Seed, "records").Shuffle(order.AsSpan());
        int[][] sites = [.. order.Take(perCell).Select(record => (int[])[record])];
        float[][] updates = [.. sites.Select(site => bench.OfOneStep(data.Select(site)))];
        var mean = BucketInversion.MeanRecord(data);
        double Baseline(int record) => PictureQuality.CappedPsnr(BucketInversion.Pixels(data, record), mean);

        // 2. The control: one record, no protection.
        var (control, problem) = ControlOf(
            $"{Name}.control",
            "one site, plain",
            [.. BucketInversion.Run(layer, data, sites, updates, 1, BucketInversion.PlainSum, context.Cancellation).Select(outcome => outcome.Psnr)]);

        // 3. Every bucket size with every noise.
        var cells = new List<Cell>();
        var noises = context.ByProfile<double[]>([0, 0.01, 1], [0, 0.01, 0.1, 1], [0, 0.01, 0.1, 1]);
        foreach (var noise in noises)
        {
            foreach (var size in sizes)
            {
                var opened = new OpenedSum(Encryption, size, noise, spec.ParameterCount);
                var random = Streams.Of(context.Seed, "opening", size, BitConverter.DoubleToInt64Bits(noise));
                cells.Add(new Cell(size, noise, opened.IsPromised, "", BucketInversion.Run(
                    layer, data, sites, updates, size, sent => opened.Open(sent, random), context.Cancellation)));
                context.Progress.Report(cells.Count / ((noises.Length * sizes.Length) + 1.0));
            }
        }

        // 4. Sites that train as they do in a job.
        var local = Local(context, bench, layer, order);

        return new ProbeResult(
        [
            control with { LargerIsBetter = true },
            Median($"{Name}.mean-image", "", [.. sites.Select(site => Baseline(site[0]))]),
            .. cells.Concat(local).SelectMany(cell => Figures(cell, Baseline, problem)),
        ])
        {
            Curves = [PsnrCurve(cells, MedianInterval.Median([.. sites.Select(site => Baseline(site[0]))]))],
            Pictures = Show(cells, data),
            Notes = [.. Notes(cells, layer, isOwn)],
        };
    }

    /// <summary>The smallest bucket that the demo opens, of sites with many records; none where there are too few of them.</summary>
    private static IEnumerable<Cell> Local(ProbeContext context, SiteUpdates bench, FirstLinearLayer layer, int[] order)
    {
        const int size = 3;
        if (order.Length < size * LocalRecords)
        {
            return [];
        }

        var data = context.Subject.Test;
        int[][] sites = [.. order.Take(size * LocalRecords).Chunk(LocalRecords)];
        float[][] updates = [.. sites.Select(site => bench.Train(data.Select(site), LocalTraining))];
        var opened = new OpenedSum(LocalEncryption, size, 0, bench.Spec.ParameterCount);
        var random = Streams.Of(context.Seed, "opening-local");
        return [new Cell(size, 0, false, Text($", {LocalRecords} records each, 2 passes"), BucketInversion.Run(
            layer, data, sites, updates, size, sent => opened.Open(sent, random), context.Cancellation))];
    }

    /// <summary>The subject's own network where its first layer sees the whole record; else one that does, as the worst case.</summary>
    private static (ModelSpec Spec, FirstLinearLayer Layer, bool IsOwn) Victim(ProbeSubject subject)
    {
        if (subject.Spec is { } own && FirstLinearLayer.Of(own) is { } layer)
        {
            return (own, layer, true);
        }

        ImmutableArray<LayerSpec> layers =
        [
            .. subject.Test.FeatureShape.Length == 1 ? Array.Empty<LayerSpec>() : [new FlattenLayer()],
            new LinearLayer(128), new ReluLayer(), new LinearLayer(subject.Test.Classes), new SoftmaxHeadLayer(subject.Test.Classes),
        ];
        var worst = ModelSpec.Create(subject.Test.FeatureShape, layers);
        return (worst, FirstLinearLayer.Of(worst)!.Value, false);
    }

    private static IEnumerable<Measurement> Figures(Cell cell, Func<int, double> baseline, string? problem)
    {
        var outcomes = cell.Outcomes;
        yield return Median($"{Name}.psnr", cell.Setting, [.. outcomes.Select(outcome => outcome.Psnr)]) with { Problem = problem };
        yield return Median($"{Name}.gain", cell.Setting, [.. outcomes.Select(outcome => outcome.Psnr - baseline(outcome.Record))]) with { Problem = problem };
        yield return Measurement.Part($"{Name}.recognizable", outcomes.Count(outcome => outcome.Psnr > Recognizable), outcomes.Length) with
        {
            Setting = cell.Setting,
            LargerIsBetter = false,
            Problem = problem,
        };
    }

    private static Curve PsnrCurve(List<Cell> cells, double guess) => new(
        $"{Name}.psnr-over-sites",
        "How well pictures are rebuilt from an opened sum",
        "sites in the sum",
        "median PSNR of the best match (dB)",
        [
            .. cells.GroupBy(cell => cell.Noise).Select(line => new CurveLine(
                line.Key == 0 ? "no noise" : Text($"noise multiplier {line.Key}"),
                [.. line.Select(cell => Point(cell.Sites, [.. cell.Outcomes.Select(outcome => outcome.Psnr)]))])),
            new CurveLine("mean picture", [.. cells.Select(cell => cell.Sites).Distinct().Select(sites => new CurvePoint(sites, guess, guess, guess))]),
        ]);

    /// <summary>The first record that all cells attacked: as it is, and what each cell made of it.</summary>
    private static ImmutableArray<Picture> Show(List<Cell> cells, DataSet data)
    {
        const string group = "rebuilt from opened sums";
        return
        [
            .. InversionFigures.Show(data, group, "original", BucketInversion.Pixels(data, cells[0].Outcomes[0].Record)),
            .. cells.Where(cell => cell.Outcomes[0].Rebuilt is not null)
                .SelectMany(cell => InversionFigures.Show(data, group, Text($"{cell.Setting}: {cell.Outcomes[0].Psnr:F1} dB"), cell.Outcomes[0].Rebuilt!)),
        ];
    }

    private static IEnumerable<string> Notes(List<Cell> cells, FirstLinearLayer layer, bool isOwn)
    {
        yield return isOwn
            ? "Attacked is the subject's own network with fresh weights, as in the first round."
            : $"The subject's first layer does not see the whole record, so that there is nothing to divide. Attacked is the worst case instead: a network with {layer.Outputs} ReLU neurons on the pixels, with fresh weights.";
        yield return Text($"Each site takes one step on one record, which is the worst case, but where a setting speaks of {LocalRecords} records: those sites train as the demo's do.");
        yield return "Which rebuilt picture is held against which original is chosen with the originals at hand, which an attacker does not have: the figures bound what he sees.";
        yield return "Secure aggregation opens sums over 2 or more sites only. \"One site\" is what it prevents, not what the coordinator sees.";
        var refused = cells.Where(cell => cell.Noise > 0 && !cell.IsPromised).Select(cell => cell.Noise).Distinct().ToArray();
        if (refused.Length > 0)
        {
            yield return $"No job can ask for a noise multiplier of {string.Join(" or ", refused.Select(noise => Text($"{noise}")))} in all these buckets, since no promise follows from it; it is shown to find where protection begins.";
        }
    }

    private sealed record Cell(int Sites, double Noise, bool IsPromised, string Training, ImmutableArray<BucketInversion.Outcome> Outcomes)
    {
        public string Setting => Text($"{(Sites == 1 ? "one site" : Text($"sum over {Sites} sites"))}, {(Noise == 0 ? "no noise" : Text($"noise {Noise}"))}{Training}");
    }
}
