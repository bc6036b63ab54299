using System.Runtime.InteropServices;
using FederatedSecure.Aggregation.Rules;
using FederatedSecure.Aggregation.ServerOptimizers;
using FederatedSecure.Cryptography.Content;
using FederatedSecure.Models;
using FederatedSecure.Numerics;
using Microsoft.Win32.SafeHandles;

namespace FederatedSecure.Coordinator.Rounds;

/// <summary>Walks through a model once: for each tile the mean of the updates, a step of the server optimizer, the next model.</summary>
/// <param name="layout">The model's parameters.</param>
/// <param name="optimizer">What is done with the mean.</param>
/// <param name="inputs">What is merged.</param>
/// <param name="current">The model that the sites started from.</param>
/// <param name="before">What the optimizer remembers; null before the first round, or if it remembers nothing.</param>
internal sealed class TileWalk(
    ParameterLayout layout, IServerOptimizer optimizer, IReadOnlyList<RoundInput> inputs, SafetensorsFile current, SafeFileHandle? before)
{
    private const int LargestTile = ContentManifest.ChunkSize / sizeof(float);

    /// <summary>Writes the next model.</summary>
    /// <param name="output">The model's file, after its header.</param>
    /// <param name="after">What the optimizer will remember; null if nothing.</param>
    /// <param name="cancellation">Ends the walk early.</param>
    /// <exception cref="NotFiniteNumberException">The next model would contain a NaN or an infinity.</exception>
    public void Run(Stream output, SafeFileHandle? after, CancellationToken cancellation)
    {
        var mean = new WeightedMean([.. inputs.Select(input => input.Weight)]);
        var size = (int)Math.Min(LargestTile, layout.Count);
        var (sums, update, parameters) = (new double[size], new float[size], new float[size]);
        float[][] vectors = [.. Enumerable.Range(0, optimizer.StateVectors).Select(_ => new float[size])];
        for (long first = 0; first < layout.Count; first += size)
        {
            cancellation.ThrowIfCancellationRequested();
            var length = (int)Math.Min(size, layout.Count - first);
            var sum = sums.AsSpan(0, length);
            var tile = update.AsSpan(0, length);
            var next = parameters.AsSpan(0, length);
            sum.Clear();
            for (var input = 0; input < inputs.Count; input++)
            {
                inputs[input].Read(first, tile);
                mean.Accumulate(input, tile, sum);
            }

            mean.Finish(sum, tile);
            current.ReadTile(first, next);
            for (var vector = 0; vector < vectors.Length; vector++)
            {
                Recall(vector, first, vectors[vector].AsSpan(0, length));
            }

            optimizer.Step(next, tile, Vector(vectors, 0, length), Vector(vectors, 1, length));
            if (!VectorKernels.AllFinite(next))
            {
                throw new NotFiniteNumberException();
            }

            Safetensors.WriteTile(output, next);
            for (var vector = 0; vector < vectors.Length; vector++)
            {
                RandomAccess.Write(after!, MemoryMarshal.AsBytes(vectors[vector].AsSpan(0, length)), PlaceOf(vector, first));
            }
        }
    }

    private static Span<float> Vector(float[][] vectors, int vector, int length) =>
        vector < vectors.Length ? vectors[vector].AsSpan(0, length) : [];

    private void Recall(int vector, long first, Span<float> destination)
    {
        if (before is null)
        {
            destination.Fill(optimizer.InitialState(vector));
            return;
        }

        var bytes = MemoryMarshal.AsBytes(destination);
        if (RandomAccess.Read(before, bytes, PlaceOf(vector, first)) != bytes.Length)
        {
            throw new InvalidDataException("The server optimizer's state has been cut off on disk: restore it from a backup.");
        }
    }

    // The vectors lie one after the other.
    private long PlaceOf(int vector, long first) => (vector * layout.ByteLength) + (first * sizeof(float));
}
