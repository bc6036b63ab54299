using System.Buffers.Binary;
using FederatedSecure.Numerics;

namespace FederatedSecure.Models;

/// <summary>
/// Fills fresh models with the defaults of PyTorch's modules: U(−1/√n, 1/√n) for weights and biases of linear layers and
/// convolutions, where n is the number of inputs of one output; ones and zeros for norms; N(0, 1) for embeddings. The
/// values are this project's own draws, not PyTorch's, whose generator is not specified.
/// </summary>
public static class ModelInitializer
{
    private const int WordsAtOnce = 1024;

    // A multiple of WordsAtOnce, so that the generator is asked for the same amounts as for the whole tensor.
    private const int TileValues = 256 * WordsAtOnce;

    /// <summary>Fills the whole parameter vector.</summary>
    /// <param name="spec">The model.</param>
    /// <param name="layout">Its layout.</param>
    /// <param name="seed">Same seed, same values. Every tensor draws from a stream of its own, so that a tensor starts the
    /// same however large the ones before it are.</param>
    /// <param name="values">Receives the values; <see cref="ParameterLayout.Count"/> of them.</param>
    /// <exception cref="ArgumentException">The layout is of another spec, or the span has the wrong length.</exception>
    public static void Initialize(ModelSpec spec, ParameterLayout layout, ulong seed, Span<float> values)
    {
        var parameters = Parameters(spec, layout);
        if (values.Length != layout.Count)
        {
            throw new ArgumentException($"There is room for {values.Length} values, the layout has {layout.Count}.", nameof(values));
        }

        for (var i = 0; i < parameters.Length; i++)
        {
            var tensor = layout.Tensors[i];
            Fill(values.Slice((int)tensor.Offset, (int)tensor.Count), parameters[i].Values, new SeededRandomSource(seed, (ulong)i));
        }
    }

    /// <summary>The same values as a few at a time, for whoever writes a large model to a file and never holds it whole.</summary>
    /// <param name="spec">The model.</param>
    /// <param name="layout">Its layout.</param>
    /// <param name="seed">Same seed, same values.</param>
    /// <param name="write">Receives the values in the order of the layout. The span is used again for the next ones.</param>
    /// <exception cref="ArgumentException">The layout is of another spec.</exception>
    public static void Initialize(ModelSpec spec, ParameterLayout layout, ulong seed, Action<ReadOnlySpan<float>> write)
    {
        ArgumentNullException.ThrowIfNull(write);
        var parameters = Parameters(spec, layout);
        var tile = new float[(int)Math.Min(TileValues, layout.Count)];
        for (var i = 0; i < parameters.Length; i++)
        {
            var random = new SeededRandomSource(seed, (ulong)i);
            for (var rest = layout.Tensors[i].Count; rest > 0; rest -= tile.Length)
            {
                var values = tile.AsSpan(0, (int)Math.Min(tile.Length, rest));
                Fill(values, parameters[i].Values, random);
                write(values);
            }
        }
    }

    private static ParameterShape[] Parameters(ModelSpec spec, ParameterLayout layout)
    {
        ArgumentNullException.ThrowIfNull(spec);
        ArgumentNullException.ThrowIfNull(layout);
        var parameters = spec.Layers.SelectMany((layer, i) => layer.Parameters(spec.Shapes[i])).ToArray();
        return parameters.Length == layout.Tensors.Length && spec.ParameterCount == layout.Count
            ? parameters
            : throw new ArgumentException("The layout belongs to another spec.", nameof(layout));
    }

    private static void Fill(Span<float> values, InitialValues initial, SeededRandomSource random)
    {
        switch (initial.Kind)
        {
            case InitialValues.Distribution.Constant:
                values.Fill((float)initial.Scale);
                break;
            case InitialValues.Distribution.Uniform:
                FillUniform(values, initial.Scale, random);
                break;
            case InitialValues.Distribution.Normal:
                foreach (ref var value in values)
                {
                    value = (float)(initial.Scale * random.NextGaussian());
                }

                break;
            default:
                throw new InvalidOperationException($"There is no distribution {initial.Kind}.");
        }
    }

    /// <summary>32 bits a value and many at once: the generator is what a model of 250 million values waits for.</summary>
    private static void FillUniform(Span<float> values, double bound, SeededRandomSource random)
    {
        Span<byte> words = stackalloc byte[WordsAtOnce * sizeof(uint)];
        while (!values.IsEmpty)
        {
            var count = Math.Min(values.Length, WordsAtOnce);
            random.Fill(words[..(count * sizeof(uint))]);
            for (var i = 0; i < count; i++)
            {
                // The upper 24 bits, as many as a float has: u is a multiple of 2^−24 in [0, 1).
                var u = (BinaryPrimitives.ReadUInt32LittleEndian(words[(i * sizeof(uint))..]) >> 8) * (1.0 / (1 << 24));
                values[i] = (float)(((2 * u) - 1) * bound);
            }

            values = values[count..];
        }
    }
}
