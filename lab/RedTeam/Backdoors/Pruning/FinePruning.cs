using FederatedSecure.Lab.RedTeam.Evasion;
using FederatedSecure.Lab.RedTeam.Targets;
using FederatedSecure.Learning.Data;
using FederatedSecure.Learning.Training;
using FederatedSecure.Models;
using static TorchSharp.torch;

namespace FederatedSecure.Lab.RedTeam.Backdoors.Pruning;

/// <summary>
/// Fine-pruning: channels of the last convolution (or, without one, units of the last hidden layer) are switched off, those that clean
/// records use least first, as long as accuracy falls by at most 4 points; then the rest is trained on clean records (Liu et al., RAID 2018).
/// </summary>
/// <remarks>
/// A backdoor often sits in channels that clean records do not use; one that was trained to share channels with the clean task survives, so
/// the result has to be attacked again. It is a new candidate, never a release by itself. The records have to be clean: training
/// on what the model was poisoned with would teach the backdoor again. Switched off is a channel whose weights and bias are 0; behind a
/// normalization it may come back.
/// </remarks>
internal sealed class FinePruning
{
    /// <summary>How much accuracy may be lost before fine-tuning.</summary>
    public double AllowedLoss { get; init; } = 0.04;

    /// <summary>Passes of fine-tuning over the clean records.</summary>
    public int Epochs { get; init; } = 15;

    /// <summary>Rate of fine-tuning, with momentum 0.9 and batches of 64.</summary>
    public double LearningRate { get; init; } = 0.05;

    /// <summary>Makes the candidate.</summary>
    /// <param name="spec">The model.</param>
    /// <param name="weights">Its weights; left as they are.</param>
    /// <param name="clean">Records that nobody has poisoned; accuracy is watched on them, and they are trained on.</param>
    /// <param name="seed">Of fine-tuning.</param>
    /// <param name="cancellation">Looked at before every step.</param>
    /// <exception cref="InvalidOperationException">The model has nothing to prune: it is linear.</exception>
    public PrunedModel Cure(ModelSpec spec, float[] weights, DataSet clean, ulong seed, CancellationToken cancellation)
    {
        var layer = LayerToPrune(spec) ?? throw new InvalidOperationException("The model has no hidden layer whose channels could be pruned.");
        using var bench = new TrainingBench(spec, threads: 1);
        using var prepared = new PreparedData(spec, clean);
        var floor = bench.Evaluate(weights, prepared, cancellation).Accuracy - AllowedLoss;
        var pruned = (float[])weights.Clone();
        var order = ByCleanActivation(spec, weights, layer, clean, cancellation);
        var count = 0;
        for (; count < order.Length - 1; count++)
        {
            var next = (float[])pruned.Clone();
            SwitchOff(spec, layer, order[count], next);
            if (bench.Evaluate(next, prepared, cancellation).Accuracy < floor)
            {
                break;
            }

            pruned = next;
        }

        var options = new TrainingOptions(Epochs, BatchSize: 64, LearningRate, Momentum: 0.9, WeightDecay: 0, Proximal: 0, seed, Threads: 1) { Device = ComputeDevice.Cpu };
        var update = bench.Train(pruned, prepared, options, cancellation: cancellation).Update;
        return new PrunedModel([.. pruned.Zip(update, (weight, change) => weight + change)], pruned, count, order.Length);
    }

    /// <summary>The last convolution, else the last linear layer but the classifier; null where there is neither.</summary>
    internal static int? LayerToPrune(ModelSpec spec)
    {
        var weighted = Enumerable.Range(0, spec.Layers.Length).Where(i => spec.Layers[i] is Conv2dLayer or LinearLayer).SkipLast(1).ToList();
        var convolutions = weighted.Where(i => spec.Layers[i] is Conv2dLayer).ToList();
        return convolutions.Count > 0 ? convolutions[^1] : weighted.Count > 0 ? weighted[^1] : null;
    }

    /// <summary>The channels by the mean of the positive part of what they give for clean records, smallest first.</summary>
    private static int[] ByCleanActivation(ModelSpec spec, float[] weights, int layer, DataSet clean, CancellationToken cancellation)
    {
        using var scope = NewDisposeScope();
        using var quiet = no_grad();
        using var target = new SpecTarget(spec, weights, CPU);
        var activations = TargetQueries.InBatches(
            TargetQueries.Inputs(clean),
            batch =>
            {
                Tensor? seen = null;
                target.Logits(batch, (index, _, output) => seen = index == layer ? output.relu().flatten(1 + (output.dim() > 2 ? 1 : 0)) : seen);
                return seen!.dim() == 3 ? seen.mean([2L]) : seen;
            },
            cancellation);
        var means = activations.mean([0L]).ToValues();
        return [.. Enumerable.Range(0, means.Length).OrderBy(channel => means[channel])];
    }

    private static void SwitchOff(ModelSpec spec, int layer, int channel, float[] weights)
    {
        foreach (var tensor in ParameterLayout.Of(spec).Tensors.Where(tensor => tensor.Name.StartsWith($"{layer}.", StringComparison.Ordinal)))
        {
            var each = tensor.Count / tensor.Shape[0];
            weights.AsSpan((int)(tensor.Offset + (channel * each)), (int)each).Clear();
        }
    }
}
