using System.Buffers.Binary;
using System.Collections.Immutable;
using System.Text;
using FederatedSecure.Learning.Data;
using FederatedSecure.Learning.Training;
using FederatedSecure.Models;
using FederatedSecure.Numerics;

namespace FederatedSecure.Learning.Tests.Support;

/// <summary>Inputs of tests.</summary>
internal static class Some
{
    public static readonly TrainingOptions Options = new(
        LocalEpochs: 1, BatchSize: 8, LearningRate: 0.1, Momentum: 0, WeightDecay: 0, Proximal: 0, Seed: 7, Threads: 1);

    public static string DataFile(string name) => Path.Combine(AppContext.BaseDirectory, "Data", name);

    public static ModelSpec Model(string json) => ModelSpec.Parse(Encoding.UTF8.GetBytes(json));

    /// <summary>y = x·Wᵀ + b over flat records.</summary>
    public static ModelSpec Linear(int features, int classes) => ModelSpec.Create([features], [new LinearLayer(classes), new SoftmaxHeadLayer(classes)]);

    public static DataSet Data(ImmutableArray<int> shape, float[] features, int[] labels, int classes) => new(
        features, shape, labels, [.. Enumerable.Range(0, classes).Select(i => $"c{i}")], [], ImmutableDictionary<string, string[]>.Empty);

    /// <summary>Standard normal features (or tokens below the vocabulary), uniform labels.</summary>
    public static DataSet RandomData(ModelSpec spec, int count, ulong seed)
    {
        var random = new SeededRandomSource(seed);
        var features = new float[count * spec.Input.Aggregate(1, (product, size) => product * size)];
        for (var i = 0; i < features.Length; i++)
        {
            features[i] = spec.Layers[0] is EmbeddingBagLayer bag ? random.NextInt32(bag.Vocabulary) : (float)random.NextGaussian();
        }

        return Data(spec.Input, features, [.. Enumerable.Range(0, count).Select(_ => random.NextInt32(spec.Classes))], spec.Classes);
    }

    /// <summary>Weights without structure, so that no term of a formula is hidden by a zero or a one.</summary>
    public static float[] RandomWeights(ModelSpec spec, ulong seed)
    {
        var random = new SeededRandomSource(seed, stream: 1);
        return [.. Enumerable.Range(0, (int)spec.ParameterCount).Select(_ => (float)(0.5 * random.NextGaussian()))];
    }

    /// <summary>An IDX file of unsigned bytes.</summary>
    public static byte[] Idx(int[] shape, byte[] values)
    {
        var bytes = new byte[4 + (4 * shape.Length) + values.Length];
        bytes[2] = 8;
        bytes[3] = (byte)shape.Length;
        for (var i = 0; i < shape.Length; i++)
        {
            BinaryPrimitives.WriteInt32BigEndian(bytes.AsSpan(4 + (4 * i)), shape[i]);
        }

        values.CopyTo(bytes, 4 + (4 * shape.Length));
        return bytes;
    }
}
