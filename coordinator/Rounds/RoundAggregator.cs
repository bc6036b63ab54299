using System.Runtime.InteropServices;
using FederatedSecure.Aggregation.Rules;
using FederatedSecure.Aggregation.ServerOptimizers;
using FederatedSecure.Coordinator.Models;
using FederatedSecure.Coordinator.Updates;
using FederatedSecure.Cryptography.Content;
using FederatedSecure.Models;
using FederatedSecure.Numerics;
using FederatedSecure.Rounds.Machine;
using Microsoft.Win32.SafeHandles;

namespace FederatedSecure.Coordinator.Rounds;

/// <summary>
/// Merges an attempt's updates into the next model, one chunk index at a time: what is in memory is a few tiles of a mebibyte,
/// however large the model is and however many sites there are. Deterministic, so that doing it again gives the same file.
/// </summary>
internal sealed class RoundAggregator(ModelStore models, UpdateSpool spool)
{
    private const int TileLength = ContentManifest.ChunkSize / sizeof(float);

    /// <summary>Makes and stores the next model.</summary>
    /// <returns>The event that tells of it.</returns>
    public JobEvent Aggregate(JobState state, JobEffect.Aggregate effect, CancellationToken cancellation)
    {
        var layout = ParameterLayout.Of(state.Spec.Model);
        var optimizer = ServerOptimizer.Create(state.Spec.Aggregation.ServerOptimizer);
        using var current = SafetensorsFile.Open(models.Get(state.CurrentModel).Path);
        current.Validate(layout);
        using var before = state.OptimizerState is { } stored ? File.OpenHandle(models.Get(stored).Path) : null;

        var finite = true;
        Digest? optimizerState = null;
        var model = models.Store(output =>
        {
            output.Write(Safetensors.Header(layout, Metadata(state, effect)));
            if (optimizer.StateVectors == 0)
            {
                finite = Walk(layout, optimizer, effect, current, before, output, after: null, cancellation);
            }
            else
            {
                optimizerState = models.Store(after =>
                    finite = Walk(layout, optimizer, effect, current, before, output, after.SafeFileHandle, cancellation));
            }
        });
        return finite
            ? new JobEvent.ModelPublished(effect.Plan.Round, effect.Plan.Attempt, model, optimizerState)
            : new JobEvent.AggregationFailed(effect.Plan.Round, effect.Plan.Attempt, "the new model would contain values that are not finite");
    }

    private static Dictionary<string, string> Metadata(JobState state, JobEffect.Aggregate effect) => new()
    {
        ["format"] = "pt",
        ["federated.job"] = state.Id.Value,
        ["federated.round"] = effect.Plan.Round.ToString(System.Globalization.CultureInfo.InvariantCulture),
    };

    /// <summary>Writes the model tile by tile; tells whether all of it is finite.</summary>
    private bool Walk(
        ParameterLayout layout,
        IServerOptimizer optimizer,
        JobEffect.Aggregate effect,
        SafetensorsFile current,
        SafeFileHandle? before,
        FileStream output,
        SafeFileHandle? after,
        CancellationToken cancellation)
    {
        var mean = new WeightedMean([.. effect.Updates.Select(update => update.Weight)]);
        var sums = new double[TileLength];
        var update = new float[TileLength];
        var parameters = new float[TileLength];
        float[][] vectors = [.. Enumerable.Range(0, optimizer.StateVectors).Select(_ => new float[TileLength])];
        var finite = true;
        for (long first = 0, index = 0; first < layout.Count; first += TileLength, index++)
        {
            cancellation.ThrowIfCancellationRequested();
            var length = (int)Math.Min(TileLength, layout.Count - first);
            var tile = update.AsSpan(0, length);
            Array.Clear(sums);
            for (var input = 0; input < effect.Updates.Length; input++)
            {
                spool.Read(effect.Plan, effect.Updates[input].Site, (int)index, MemoryMarshal.AsBytes(tile));
                mean.Accumulate(input, tile, sums.AsSpan(0, length));
            }

            mean.Finish(sums.AsSpan(0, length), tile);
            var next = parameters.AsSpan(0, length);
            current.ReadTile(first, next);
            for (var vector = 0; vector < vectors.Length; vector++)
            {
                ReadState(before, optimizer, vector, layout, first, vectors[vector].AsSpan(0, length));
            }

            optimizer.Step(next, tile, StateTile(vectors, 0, length), StateTile(vectors, 1, length));
            finite &= VectorKernels.AllFinite(next);
            Safetensors.WriteTile(output, next);
            for (var vector = 0; vector < vectors.Length; vector++)
            {
                RandomAccess.Write(
                    after!, MemoryMarshal.AsBytes(vectors[vector].AsSpan(0, length)), (vector * layout.ByteLength) + (first * sizeof(float)));
            }
        }

        return finite;
    }

    private static Span<float> StateTile(float[][] vectors, int vector, int length) =>
        vector < vectors.Length ? vectors[vector].AsSpan(0, length) : [];

    private static void ReadState(
        SafeFileHandle? before, IServerOptimizer optimizer, int vector, ParameterLayout layout, long first, Span<float> destination)
    {
        if (before is null)
        {
            destination.Fill(optimizer.InitialState(vector));
        }
        else
        {
            RandomAccess.Read(before, MemoryMarshal.AsBytes(destination), (vector * layout.ByteLength) + (first * sizeof(float)));
        }
    }
}
