using System.Collections.Immutable;
using System.Runtime.InteropServices;
using FederatedSecure.Lab.RedTeam.Targets;
using FederatedSecure.Learning.Data;
using FederatedSecure.Learning.Training;
using static TorchSharp.torch;

namespace FederatedSecure.Lab.RedTeam.Evasion.Measuring;

/// <summary>
/// Attacks a set of records in batches. Only what the model classifies correctly is attacked, so robust accuracy is never above clean
/// accuracy; what an attack returns counts only if it is finite, within the bounds and within the ball; a batch that fails is noted
/// and the others go on.
/// </summary>
/// <param name="target">The model.</param>
/// <param name="data">The records, as the model takes them.</param>
internal sealed class EvasionRun(ITarget target, DataSet data)
{
    private readonly long[] _shape = [-1, .. data.FeatureShape.Select(size => (long)size)];
    private int[]? _clean;

    /// <summary>Records in one batch. The working set of a batch should fit into the processor's cache.</summary>
    public int BatchSize { get; init; } = 128;

    /// <summary>Where the tensors live.</summary>
    public Device Device { get; init; } = CPU;

    /// <summary>The classes of the clean records, where they are known already.</summary>
    public int[] KnownClean { init => _clean = value; }

    /// <summary>Records whose clean logits are not all finite; the model counts as wrong on them. Known after <see cref="Clean"/>.</summary>
    public int NonFinite { get; private set; }

    /// <summary>Told the part of the records that is done.</summary>
    public IProgress<double>? Progress { get; init; }

    /// <summary>The class that the model decides for on each clean record; −1 where its logits are not finite. Computed once.</summary>
    public int[] Clean => _clean ??= Predict();

    /// <summary>Records that are classified correctly without an attack.</summary>
    public int CleanCorrect => Clean.Zip(data.Labels).Count(pair => pair.First == pair.Second);

    /// <summary>The same for some of the records, without asking for their classes again.</summary>
    public EvasionRun On(int[] records, IProgress<double>? progress = null) => new(target, data.Select(records))
    {
        BatchSize = BatchSize,
        Device = Device,
        KnownClean = [.. records.Select(i => Clean[i])],
        Progress = progress,
    };

    /// <summary>Attacks.</summary>
    /// <exception cref="OperationCanceledException">The terms were cancelled.</exception>
    public EvasionOutcome Attack(IEvasionAttack attack, EvasionTerms terms)
    {
        _ = Clean;
        var before = target.Calls;
        var states = new RecordState[data.Count];
        var (adversarial, predicted) = ((float[])data.Features.Clone(), (int[])Clean.Clone());
        var (distances, problems) = (new double[data.Count], ImmutableArray.CreateBuilder<string>());
        var attacked = Enumerable.Range(0, data.Count).Where(i => Clean[i] == data.Labels[i]).ToArray();
        foreach (var batch in attacked.Chunk(BatchSize))
        {
            terms.Cancellation.ThrowIfCancellationRequested();
            try
            {
                AttackBatch(attack, terms, batch, states, adversarial, predicted, distances);
            }
            catch (Exception exception) when (exception is not (OperationCanceledException or OutOfMemoryException))
            {
                // Whatever went wrong in one batch, its records are not robust: they are reported, and the others are attacked.
                problems.Add($"{attack.Name}: {exception.Message.Split('\n', 2)[0]}");
                Array.ForEach(batch, record => states[record] = RecordState.Failed);
            }

            Progress?.Report((Array.IndexOf(attacked, batch[^1]) + 1.0) / attacked.Length);
        }

        var calls = new TargetCalls(target.Calls.Forward - before.Forward, target.Calls.Backward - before.Backward);
        return new EvasionOutcome(ImmutableCollectionsMarshal.AsImmutableArray(states), adversarial, predicted, distances, problems.ToImmutable(), calls);
    }

    private void AttackBatch(
        IEvasionAttack attack, EvasionTerms terms, int[] batch, RecordState[] states, float[] adversarial, int[] predicted, double[] distances)
    {
        using var scope = NewDisposeScope();
        using var quiet = no_grad();
        var (inputs, labels) = Upload(batch);
        var result = attack.Perturb(target, inputs, labels, terms);
        AllowedInput.Require(result, inputs, terms);
        var logits = target.Logits(result);
        var wrong = Losses.IsWrong(logits, labels).to(CPU).data<bool>().ToArray();
        var classes = logits.argmax(1).to(CPU).data<long>().ToArray();
        var lengths = result.sub(inputs).to(ScalarType.Float64).LengthEach(terms.Norm).to(CPU).data<double>().ToArray();
        var values = result.ToValues();
        var length = data.RecordLength;
        for (var i = 0; i < batch.Length; i++)
        {
            states[batch[i]] = wrong[i] ? RecordState.Broken : RecordState.Robust;
            if (wrong[i])
            {
                values.AsSpan(i * length, length).CopyTo(adversarial.AsSpan(batch[i] * length));
                (predicted[batch[i]], distances[batch[i]]) = ((int)classes[i], lengths[i]);
            }
        }
    }

    private int[] Predict()
    {
        var predicted = new int[data.Count];
        foreach (var batch in Enumerable.Range(0, data.Count).Chunk(BatchSize))
        {
            using var scope = NewDisposeScope();
            using var quiet = no_grad();
            var logits = target.Logits(Upload(batch).Inputs);
            var classes = logits.argmax(1).to(CPU).data<long>().ToArray();
            var finite = logits.isfinite().all(1).to(CPU).data<bool>().ToArray();
            for (var i = 0; i < batch.Length; i++)
            {
                predicted[batch[i]] = finite[i] ? (int)classes[i] : -1;
            }
        }

        NonFinite = predicted.Count(predictedClass => predictedClass < 0);
        return predicted;
    }

    private (Tensor Inputs, Tensor Labels) Upload(int[] batch)
    {
        var part = data.Select(batch);
        return (TorchData.Upload(part.Features, [batch.Length, .. _shape[1..]], Device), TorchData.Labels(part, Device));
    }
}
