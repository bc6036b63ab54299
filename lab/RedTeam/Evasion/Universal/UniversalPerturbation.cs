using FederatedSecure.Lab.RedTeam.Targets;
using FederatedSecure.Learning.Training;
using FederatedSecure.Numerics;
using static TorchSharp.torch;

namespace FederatedSecure.Lab.RedTeam.Evasion.Universal;

/// <summary>
/// One small change that fools a model on most inputs (Moosavi-Dezfooli et al., "Universal adversarial perturbations", CVPR 2017;
/// arXiv:1610.08401, algorithm 1).
/// </summary>
/// <remarks>
/// <para>
/// For each record whose decision v does not change yet, the least further change that does is found by another attack (DeepFool in the
/// paper, L2 whatever the ball's norm), added to v, and v is brought back into the ball; pass after pass, until the fooling rate is reached.
/// </para>
/// <para>
/// ‖v‖ ≤ ε is guaranteed. The fooling rate, the part of inputs whose decision changes, has to be measured on inputs that were not used
/// here, beside random signs of the same size.
/// </para>
/// </remarks>
/// <param name="inner">Finds the least change for one record.</param>
/// <param name="goal">Fooling rate at which it ends; 0.8 in the paper (δ = 0.2).</param>
/// <param name="passes">Passes over the records at most.</param>
internal sealed class UniversalPerturbation(IEvasionAttack inner, double goal = 0.8, int passes = 20)
{
    /// <summary>Looks for v.</summary>
    /// <param name="target">The model; shows what the inner attack needs.</param>
    /// <param name="records">The attacker's own records; their labels are not looked at.</param>
    /// <param name="terms">Norm and ε of v, bounds of inputs, seed.</param>
    /// <param name="progress">Told the part of the passes that is done.</param>
    public UniversalResult Find(ITarget target, RecordBatch records, EvasionTerms terms, IProgress<double>? progress = null)
    {
        var points = new PointTarget(target);
        var clean = points.Decide(records.Values);
        var random = new SeededRandomSource(terms.Seed);
        var order = Enumerable.Range(0, records.Count).ToArray();
        var perturbation = new float[records.Length];
        var (rate, pass) = (0.0, 0);
        while (pass < passes && rate < goal)
        {
            random.Shuffle(order.AsSpan());
            for (var place = 0; place < order.Length; place++)
            {
                terms.Cancellation.ThrowIfCancellationRequested();
                Extend(target, points, records[order[place]], clean[order[place]], perturbation, terms);
                progress?.Report((pass + ((place + 1.0) / order.Length)) / passes);
            }

            pass++;
            rate = FoolingRate(points, records, perturbation, terms);
        }

        progress?.Report(1);
        return new UniversalResult(perturbation, pass, rate);
    }

    /// <summary>The part of records whose decision a change of all of them changes.</summary>
    public static double FoolingRate(PointTarget target, RecordBatch records, ReadOnlySpan<float> perturbation, EvasionTerms terms) =>
        (double)Fooled(target, records, perturbation, terms) / Math.Max(1, records.Count);

    /// <summary>How many records' decisions a change of all of them changes.</summary>
    public static int Fooled(PointTarget target, RecordBatch records, ReadOnlySpan<float> perturbation, EvasionTerms terms)
    {
        var clean = target.Decide(records.Values);
        var decided = target.Decide(Add(records, perturbation, terms).Values);
        return clean.Zip(decided).Count(pair => pair.First != pair.Second);
    }

    /// <summary>x + v within the bounds, for all records.</summary>
    public static RecordBatch Add(RecordBatch records, ReadOnlySpan<float> perturbation, EvasionTerms terms)
    {
        var moved = new float[records.Values.Length];
        for (var i = 0; i < moved.Length; i++)
        {
            moved[i] = (float)Math.Clamp(records.Values[i] + perturbation[i % records.Length], terms.Lower, terms.Upper);
        }

        return records with { Values = moved };
    }

    /// <summary>ε times random signs (L∞), or a random direction of length ε (L2): what any change of this size does.</summary>
    public static float[] RandomSigns(int length, EvasionTerms terms)
    {
        var random = new SeededRandomSource(terms.Seed, stream: 1);
        var size = terms.Norm == Norm.Linf ? terms.Epsilon : terms.Epsilon / Math.Sqrt(length);
        return [.. Enumerable.Range(0, length).Select(_ => (float)(random.NextInt32(2) == 0 ? size : -size))];
    }

    private void Extend(ITarget target, PointTarget points, ReadOnlySpan<float> record, int clean, float[] perturbation, EvasionTerms terms)
    {
        var moved = Add(new RecordBatch(record.ToArray(), [clean], record.Length), perturbation, terms);
        if (clean < 0 || points.Decide(moved.Values)[0] != clean)
        {
            return;
        }

        using var scope = NewDisposeScope();
        using var inputs = TorchData.Upload(moved.Values, [1, .. target.InputShape.Select(size => (long)size)], CPU);
        using var labels = tensor([(long)clean]);
        var found = inner.Perturb(target, inputs, labels, terms with { Epsilon = double.PositiveInfinity, Norm = Norm.L2 });
        var values = new float[record.Length];
        TorchData.Download(found.contiguous().flatten(), values);
        for (var i = 0; i < values.Length; i++)
        {
            perturbation[i] += values[i] - moved.Values[i];
        }

        Project(perturbation, terms);
    }

    private static void Project(float[] perturbation, EvasionTerms terms)
    {
        if (terms.Norm == Norm.L1)
        {
            throw new NotSupportedException("Universal perturbations are defined for L2 and Linf.");
        }

        var scale = terms.Norm == Norm.L2 ? Math.Min(1, terms.Epsilon / Math.Max(Distance.Length(perturbation), 1e-30)) : 1;
        for (var i = 0; i < perturbation.Length; i++)
        {
            var value = perturbation[i] * scale;
            perturbation[i] = (float)(terms.Norm == Norm.Linf ? Math.Clamp(value, -terms.Epsilon, terms.Epsilon) : value);
        }
    }
}
