using System.Collections.Immutable;
using System.Globalization;
using FederatedSecure.Assurance.Measurements;
using FederatedSecure.Lab.RedTeam.Privacy.Inversion.Analytic;
using FederatedSecure.Lab.RedTeam.Privacy.Inversion.Buckets;
using FederatedSecure.Lab.RedTeam.Probes;
using FederatedSecure.Lab.Simulation.Workers;
using FederatedSecure.Models;
using FederatedSecure.Numerics;
using FederatedSecure.Rounds.Jobs;
using FederatedSecure.Statistics.Intervals;

namespace FederatedSecure.Lab.RedTeam.Privacy.Inversion;

/// <summary>
/// Analytic gradient inversion of the sums that a coordinator opens, over bucket size and noise. A control without any protection must come
/// out well, or else the figures say nothing.
/// </summary>
internal sealed class BucketInversionProbe : Probe
{
    private const string Name = "privacy.bucket-inversion";

    /// <summary>What the control has to reach, in decibels.</summary>
    private const double Control = 30;

    /// <summary>Clip norm 1 and a rate of 1: updates are gradients, and most are not clipped to less than they are.</summary>
    private static readonly EncryptionSpec Encryption = new(ClipNorm: 1, Range: 1, Bits: 16);

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

        // 1. Records that are attacked, and what a guess without any update is worth.
        var perCell = context.ByProfile(16, 32, 64);
        if (data.Count < perCell)
        {
            return new ProbeResult([Measurement.Undefined($"{Name}.psnr", $"there are {data.Count} records, and {perCell} are needed")]);
        }

        var records = Enumerable.Range(0, data.Count).ToArray();
        Streams.Of(context.Seed, "records").Shuffle(records.AsSpan());
        records = records[..perCell];
        float[][] updates = [.. records.Select(record => bench.OfOneStep(data.Select([record])))];
        var mean = BucketInversion.MeanRecord(data);
        var baseline = records.ToDictionary(record => record, record => PictureQuality.CappedPsnr(BucketInversion.Pixels(data, record), mean));

        // 2. The control: one record, no protection.
        var control = MedianInterval.Median(
            [.. BucketInversion.Run(layer, data, records, updates, 1, sent => sent[0], context.Cancellation).Select(outcome => outcome.Psnr)]);
        var problem = control > Control ? null : Text($"the control failed: from single updates without protection the attack reaches {control:F1} dB, not {Control:F0}");

        // 3. Every bucket size with every noise.
        var cells = new List<Cell>();
        var sizes = context.ByProfile<int[]>([1, 2, 4, 16], [1, 2, 3, 4, 8, 16], [1, 2, 3, 4, 8, 16, 32]);
        var noises = context.ByProfile<double[]>([0, 0.01, 1], [0, 0.01, 0.1, 1], [0, 0.01, 0.1, 1]);
        foreach (var noise in noises)
        {
            foreach (var sites in sizes)
            {
                var attacked = perCell - (perCell % sites);
                var opened = new OpenedSum(Encryption, sites, noise, spec.ParameterCount);
                var random = Streams.Of(context.Seed, "opening", sites, BitConverter.DoubleToInt64Bits(noise));
                cells.Add(new Cell(sites, noise, opened.IsPromised, BucketInversion.Run(
                    layer, data, records.AsSpan(0, attacked), updates.AsSpan(0, attacked), sites, sent => opened.Open(sent, random), context.Cancellation)));
                context.Progress.Report((double)cells.Count / (noises.Length * sizes.Length));
            }
        }

        return new ProbeResult(
        [
            Measured($"{Name}.control", "one site, plain", [control], perCell) with { LargerIsBetter = true },
            Measured($"{Name}.mean-image", "", [.. baseline.Values], perCell),
            .. cells.SelectMany(cell => Figures(cell, baseline, problem)),
        ])
        {
            Curves = [PsnrCurve(cells, baseline)],
            Pictures = subject.Test.FeatureShape is [1 or 3, _, _] ? Show(cells, context.Subject) : [],
            Notes = [.. Notes(cells, layer, isOwn)],
        };
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

    private static IEnumerable<Measurement> Figures(Cell cell, Dictionary<int, double> baseline, string? problem)
    {
        yield return Measured($"{Name}.psnr", cell.Setting, [.. cell.Outcomes.Select(outcome => outcome.Psnr)], cell.Outcomes.Length) with { Problem = problem };
        yield return Measured($"{Name}.gain", cell.Setting, [.. cell.Outcomes.Select(outcome => outcome.Psnr - baseline[outcome.Record])], cell.Outcomes.Length) with { Problem = problem };
    }

    private static Measurement Measured(string id, string setting, ReadOnlySpan<double> values, int samples)
    {
        var interval = MedianInterval.Of(values, 0.95);
        return new Measurement(id, MedianInterval.Median(values), interval.Lower, interval.Upper, samples) { Setting = setting, LargerIsBetter = false };
    }

    private static Curve PsnrCurve(List<Cell> cells, Dictionary<int, double> baseline)
    {
        var guess = MedianInterval.Median([.. baseline.Values]);
        return new Curve(
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
    }

    private static CurvePoint Point(int sites, ReadOnlySpan<double> values)
    {
        var interval = MedianInterval.Of(values, 0.95);
        return new CurvePoint(sites, MedianInterval.Median(values), interval.Lower, interval.Upper);
    }

    /// <summary>The first record that all cells attacked: as it is, and what each cell made of it.</summary>
    private static ImmutableArray<Picture> Show(List<Cell> cells, ProbeSubject subject)
    {
        var shape = subject.Test.FeatureShape;
        var record = cells[0].Outcomes[0].Record;
        Picture Of(string group, string caption, float[] pixels) => new(group, caption, shape[0], shape[1], shape[2], pixels);
        return
        [
            Of("rebuilt from opened sums", "original", BucketInversion.Pixels(subject.Test, record)),
            .. cells.Where(cell => cell.Outcomes[0].Rebuilt is not null)
                .Select(cell => Of("rebuilt from opened sums", Text($"{cell.Setting}: {cell.Outcomes[0].Psnr:F1} dB"), cell.Outcomes[0].Rebuilt!)),
        ];
    }

    private static IEnumerable<string> Notes(List<Cell> cells, FirstLinearLayer layer, bool isOwn)
    {
        yield return isOwn
            ? "Attacked is the subject's own network with fresh weights, as in the first round."
            : $"The subject's first layer does not see the whole record, so that there is nothing to divide. Attacked is the worst case instead: a network with {layer.Outputs} ReLU neurons on the pixels, with fresh weights.";
        yield return "Each site takes one step on one record. Sites that train on many records over many steps give less away; that is not measured here.";
        yield return "Which rebuilt picture is held against which original is chosen with the originals at hand, which an attacker does not have: the figures bound what he sees.";
        yield return "Secure aggregation opens sums over 2 or more sites only. \"One site\" is what it prevents, not what the coordinator sees.";
        var refused = cells.Where(cell => cell.Noise > 0 && !cell.IsPromised).Select(cell => cell.Noise).Distinct().ToArray();
        if (refused.Length > 0)
        {
            yield return $"No job can ask for a noise multiplier of {string.Join(" or ", refused.Select(noise => Text($"{noise}")))} in all these buckets, since no promise follows from it; it is shown to find where protection begins.";
        }
    }

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);

    private sealed record Cell(int Sites, double Noise, bool IsPromised, ImmutableArray<BucketInversion.Outcome> Outcomes)
    {
        public string Setting => Text($"{(Sites == 1 ? "one site" : Text($"sum over {Sites} sites"))}, {(Noise == 0 ? "no noise" : Text($"noise {Noise}"))}");
    }
}
