using System.Globalization;
using FederatedSecure.Lab.RedTeam.Probes;
using FederatedSecure.Learning.Training;
using static TorchSharp.torch;

namespace FederatedSecure.Lab.RedTeam.Runs;

/// <summary>Whether attacking this model with these records can show anything at all.</summary>
internal static class SubjectFitness
{
    /// <summary>Fewer test records decide nothing: even 20 of 20 leaves a confidence interval from 0.83 to 1.</summary>
    public const int FewestRecords = 20;

    private const int Batch = 512;

    /// <summary>
    /// Why nothing can be shown, as a clause; null if something can. A model that gives every record the same answer withstands every
    /// attack, and is worth nothing: its figures must not look like robustness.
    /// </summary>
    public static string? Problem(ProbeSubject subject)
    {
        var test = subject.Test;
        if (test.Count < FewestRecords)
        {
            return $"there are {test.Count} test records; fewer than {FewestRecords} decide nothing";
        }

        if (test.Labels.Distinct().Count() < 2)
        {
            return $"all test records are of one class, {test.ClassNames[test.Labels[0]]}: take records of at least two";
        }

        var (answers, notFinite) = TorchRuntime.Run(threads: 1, ComputeDevice.Cpu, _ => Answers(subject));
        return notFinite > 0
            ? string.Create(CultureInfo.InvariantCulture, $"the model's outputs are not finite for {notFinite:N0} of {test.Count:N0} test records")
            : answers.Count == 1 ? $"the model answers class {answers.First()} to every test record: no attack can change that, and no figure would mean anything"
            : null;
    }

    private static (HashSet<long> Answers, long NotFinite) Answers(ProbeSubject subject)
    {
        using var quiet = no_grad();
        using var target = subject.Open();
        var test = subject.Test;
        var length = test.RecordLength;
        var answers = new HashSet<long>();
        long notFinite = 0;
        for (var first = 0; first < test.Count; first += Batch)
        {
            using var scope = NewDisposeScope();
            var count = Math.Min(Batch, test.Count - first);
            var inputs = tensor(
                test.Features.AsSpan(first * length, count * length).ToArray(), [count, .. test.FeatureShape.Select(size => (long)size)]);
            var logits = target.Logits(inputs);
            notFinite += TorchValue.Int64(logits.isfinite().all(1).logical_not().sum());
            answers.UnionWith(logits.argmax(1).to(ScalarType.Int64).data<long>().ToArray());
        }

        return (answers, notFinite);
    }
}
