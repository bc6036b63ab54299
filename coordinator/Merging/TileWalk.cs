using FederatedSecure.Aggregation.ServerOptimizers;
using FederatedSecure.Cryptography.Content;
using FederatedSecure.Models;
using FederatedSecure.Numerics;

namespace FederatedSecure.Coordinator.Merging;

/// <summary>Walks through a model once: for each tile the merged update, a step of the server optimizer, the next model.</summary>
/// <param name="layout">The model's parameters.</param>
/// <param name="optimizer">What is done with the merged update.</param>
/// <param name="merge">How updates are merged.</param>
/// <param name="current">The model that the sites started from.</param>
/// <param name="before">What optimizer and merge remember.</param>
internal sealed class TileWalk(ParameterLayout layout, IServerOptimizer optimizer, Merge merge, SafetensorsFile current, RoundMemory before)
{
    /// <summary>Values of a tile.</summary>
    public const int LargestTile = ContentManifest.ChunkSize / sizeof(float);

    /// <summary>Writes the next model.</summary>
    /// <param name="output">The model's file, after its header.</param>
    /// <param name="after">What optimizer and merge will remember; null if nothing.</param>
    /// <param name="cancellation">Ends the walk early.</param>
    /// <exception cref="NotFiniteNumberException">The next model would contain a NaN or an infinity.</exception>
    public void Run(Stream output, RoundMemory? after, CancellationToken cancellation)
    {
        var size = (int)Math.Min(LargestTile, layout.Count);
        var (update, parameters) = (new float[size], new float[size]);
        float[][] vectors = [.. Enumerable.Range(0, optimizer.StateVectors).Select(_ => new float[size])];
        for (long first = 0; first < layout.Count; first += size)
        {
            cancellation.ThrowIfCancellationRequested();
            var length = (int)Math.Min(size, layout.Count - first);
            var tile = update.AsMemory(0, length);
            var next = parameters.AsSpan(0, length);
            merge.Compute(first, tile);
            if (after is not null)
            {
                merge.Remember(first, tile.Span, after, vectors.Length);
            }

            current.ReadTile(first, next);
            for (var vector = 0; vector < vectors.Length; vector++)
            {
                Recall(vector, first, vectors[vector].AsSpan(0, length));
            }

            optimizer.Step(next, tile.Span, Vector(vectors, 0, length), Vector(vectors, 1, length));
            if (!VectorKernels.AllFinite(next))
            {
                throw new NotFiniteNumberException();
            }

            Safetensors.WriteTile(output, next);
            for (var vector = 0; vector < vectors.Length; vector++)
            {
                after!.Write(vector, first, vectors[vector].AsSpan(0, length));
            }
        }

        if (after is not null)
        {
            merge.Finish(after, vectors.Length, cancellation);
        }
    }

    private static Span<float> Vector(float[][] vectors, int vector, int length) =>
        vector < vectors.Length ? vectors[vector].AsSpan(0, length) : [];

    private void Recall(int vector, long first, Span<float> destination)
    {
        if (before.IsEmpty)
        {
            destination.Fill(optimizer.InitialState(vector));
        }
        else
        {
            before.Read(vector, first, destination);
        }
    }
}
