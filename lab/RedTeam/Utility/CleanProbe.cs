using System.Collections.Immutable;
using System.Globalization;
using FederatedSecure.Assurance.Measurements;
using FederatedSecure.Lab.RedTeam.Probes;
using static TorchSharp.torch;

namespace FederatedSecure.Lab.RedTeam.Utility;

/// <summary>
/// What the model does where nobody attacks: accuracy, also of each class, and the expected calibration error over 15 bins of equal
/// width, Σ |Bₘ|/n · |acc(Bₘ) − conf(Bₘ)|.
/// </summary>
internal sealed class CleanProbe : Probe
{
    private const int Bins = 15;
    private const int Batch = 512;

    public override string Id => "utility.clean";

    public override ProbeClass Class => ProbeClass.Utility;

    public override string Title => "The model on test records that nobody changed";

    public override string Reference => "Guo et al., On Calibration of Modern Neural Networks, ICML 2017";

    public override ProbeCost Cost => ProbeCost.Quick;

    public override ProbeResult Run(ProbeContext context)
    {
        var test = context.Subject.Test;
        var (answers, confidences) = Answers(context);
        var finite = confidences.All(float.IsFinite);
        var measurements = ImmutableArray.CreateBuilder<Measurement>();
        if (!finite)
        {
            const string problem = "the model's outputs are not finite for some test records";
            return new ProbeResult(
            [
                Measurement.Undefined("utility.clean.accuracy", problem),
                Measurement.Undefined("utility.clean.calibration-error", problem) with { LargerIsBetter = false },
            ]);
        }

        var right = Enumerable.Range(0, test.Count).Select(i => answers[i] == test.Labels[i]).ToArray();
        measurements.Add(Measurement.Part("utility.clean.accuracy", right.Count(hit => hit), test.Count));
        for (var label = 0; label < test.Classes; label++)
        {
            var members = Enumerable.Range(0, test.Count).Where(i => test.Labels[i] == label).ToList();
            measurements.Add(Measurement.Part("utility.clean.class-accuracy", members.Count(i => right[i]), members.Count) with { Setting = $"class {test.ClassNames[label]}" });
        }

        measurements.Add(Measurement.Exact("utility.clean.calibration-error", CalibrationError(confidences, right), test.Count) with { LargerIsBetter = false });
        var distinct = answers.Distinct().Count();
        return new ProbeResult(measurements.ToImmutable())
        {
            Notes = distinct == 1
                ? [string.Create(CultureInfo.InvariantCulture, $"The model answers class {answers[0]} to every record.")]
                : [],
        };
    }

    /// <summary>Σ |Bₘ|/n · |acc(Bₘ) − conf(Bₘ)|; a confidence of exactly 1 belongs to the last bin.</summary>
    internal static double CalibrationError(IReadOnlyList<float> confidences, IReadOnlyList<bool> right)
    {
        var gaps = new double[Bins];
        for (var i = 0; i < confidences.Count; i++)
        {
            gaps[Math.Min(Bins - 1, (int)(confidences[i] * Bins))] += (right[i] ? 1 : 0) - confidences[i];
        }

        return gaps.Sum(Math.Abs) / confidences.Count;
    }

    private static (long[] Answers, float[] Confidences) Answers(ProbeContext context)
    {
        using var quiet = no_grad();
        using var target = context.Subject.Open();
        var test = context.Subject.Test;
        var length = test.RecordLength;
        var answers = new List<long>(test.Count);
        var confidences = new List<float>(test.Count);
        for (var first = 0; first < test.Count; first += Batch)
        {
            context.Cancellation.ThrowIfCancellationRequested();
            using var scope = NewDisposeScope();
            var count = Math.Min(Batch, test.Count - first);
            var inputs = tensor(
                test.Features.AsSpan(first * length, count * length).ToArray(), [count, .. test.FeatureShape.Select(size => (long)size)]);
            var logits = target.Logits(inputs);
            answers.AddRange(logits.argmax(1).to(ScalarType.Int64).data<long>().ToArray());
            // A row with one output that is not finite gives no confidence at all.
            confidences.AddRange(nn.functional.softmax(logits, 1).amax([1]).contiguous().data<float>().ToArray());
            context.Progress.Report((double)(first + count) / test.Count);
        }

        return ([.. answers], [.. confidences]);
    }
}
