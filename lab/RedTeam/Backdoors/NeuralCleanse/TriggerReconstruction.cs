using System.Collections.Immutable;
using FederatedSecure.Lab.RedTeam.Targets;
using FederatedSecure.Learning.Data;
using FederatedSecure.Learning.Training;
using FederatedSecure.Numerics;
using static TorchSharp.torch;

namespace FederatedSecure.Lab.RedTeam.Backdoors.NeuralCleanse;

/// <summary>
/// Neural Cleanse: for every class t, the mask m and pattern p that minimize CE(f((1 − m)·x + m·p), t) + λ·‖m‖₁ over clean records x, λ being
/// raised as long as 99 % of them are moved (Wang et al., IEEE S&amp;P 2019). A class with a backdoor needs a much smaller mask than the others.
/// </summary>
/// <remarks>
/// Finds triggers that replace few pixels of any record at a fixed place. Not those that are large, move, depend on the record, or
/// work only from one source class. Records need no labels: those of the target class itself are moved trivially.
/// </remarks>
internal static class TriggerReconstruction
{
    /// <summary>Rebuilds a mark for every class.</summary>
    /// <param name="target">The model, with gradients.</param>
    /// <param name="clean">Clean records.</param>
    /// <param name="options">How.</param>
    /// <param name="seed">Where marks start, and the order of the records.</param>
    /// <param name="progress">Told the part of the steps that is done.</param>
    /// <param name="cancellation">Looked at before every step.</param>
    public static ImmutableArray<ReversedTrigger> OfEveryClass(
        ITarget target, DataSet clean, NeuralCleanseOptions options, ulong seed, IProgress<double>? progress = null, CancellationToken cancellation = default)
    {
        using var scope = NewDisposeScope();
        using var generator = new Generator(seed, CPU);
        var (lower, range) = Bounds(clean);
        using var search = new TriggerSearch(target, lower, range, options.LearningRate, generator);
        var random = new SeededRandomSource(seed);
        var records = TargetQueries.Inputs(Draw(clean, options.Sample, random));
        var found = new ReversedTrigger?[target.Classes];
        var active = Enumerable.Range(0, target.Classes).Select(label => (Label: label, Schedule: new CostSchedule(options))).ToList();
        for (var step = 0; step < options.Steps && active.Count > 0; step++)
        {
            cancellation.ThrowIfCancellationRequested();
            progress?.Report((double)step / options.Steps);
            using var inner = NewDisposeScope();
            var (moved, norms) = Step(search, active, records, options, random);
            for (var i = 0; i < active.Count; i++)
            {
                var (label, schedule) = active[i];
                if (schedule.Observe(moved[i], norms[i]) || (step == options.Steps - 1 && found[label] is null))
                {
                    var (mask, pattern) = search.Current(i);
                    found[label] = new ReversedTrigger(label, mask, pattern, moved[i] >= options.Success);
                }
            }

            if (active.Exists(mark => mark.Schedule.IsDone))
            {
                search.Keep(tensor(Enumerable.Range(0, active.Count).Where(i => !active[i].Schedule.IsDone).Select(i => (long)i).ToArray()));
                active.RemoveAll(mark => mark.Schedule.IsDone);
            }
        }

        return [.. found.Select(mark => mark!)];
    }

    private static (float[] Moved, float[] Norms) Step(
        TriggerSearch search, List<(int Label, CostSchedule Schedule)> active, Tensor records, NeuralCleanseOptions options, SeededRandomSource random)
    {
        var targets = tensor(active.Select(mark => (long)mark.Label).ToArray());
        var costs = tensor(active.Select(mark => (float)mark.Schedule.Cost).ToArray());
        var (moved, norms) = (new float[active.Count], new float[active.Count]);
        long[] order = [.. Enumerable.Range(0, (int)records.shape[0]).Select(place => (long)place)];
        random.Shuffle(order.AsSpan());
        foreach (var batch in order.Chunk(options.BatchSize))
        {
            var step = search.Step(records.index_select(0, tensor(batch)), targets, costs);
            for (var i = 0; i < active.Count; i++)
            {
                moved[i] += step.Moved[i] / order.Length;
                norms[i] += step.Norms[i] * batch.Length / order.Length;
            }
        }

        return (moved, norms);
    }

    private static DataSet Draw(DataSet data, int count, SeededRandomSource random)
    {
        int[] places = [.. Enumerable.Range(0, data.Count)];
        random.Shuffle(places.AsSpan());
        return data.Select(places.AsSpan(0, Math.Min(count, places.Length)));
    }

    /// <summary>0 to 1 for pictures; what the records have for tabular data.</summary>
    private static (Tensor Lower, Tensor Range) Bounds(DataSet clean)
    {
        long[] shape = [1, .. clean.FeatureShape.Select(size => (long)size)];
        if (shape.Length == 4)
        {
            return (zeros(shape), ones(shape));
        }

        var length = clean.RecordLength;
        var (lower, range) = (new float[length], new float[length]);
        for (var feature = 0; feature < length; feature++)
        {
            var values = Enumerable.Range(0, clean.Count).Select(record => clean.Features[(record * length) + feature]).ToList();
            (lower[feature], range[feature]) = (values.Min(), values.Max() - values.Min());
        }

        return (TorchData.Upload(lower, shape, CPU), TorchData.Upload(range, shape, CPU));
    }
}
