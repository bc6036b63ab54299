using System.Collections.Immutable;
using FederatedSecure.Models;

namespace FederatedSecure.Learning.Tests.Support;

/// <summary>
/// The layers as docs/model-spec.md defines them, in double precision and with plain loops: slow, and independent of libtorch.
/// </summary>
internal static class Oracle
{
    private const double Epsilon = 1e-5;

    /// <summary>Logits of one record.</summary>
    public static double[] Logits(ModelSpec spec, double[] weights, ReadOnlySpan<float> record)
    {
        double[] x = [.. record.ToArray().Select(value => (double)value)];
        var tensors = ParameterLayout.Of(spec).Tensors.ToDictionary(tensor => tensor.Name);
        for (var i = 0; i < spec.Layers.Length; i++)
        {
            double[] Parameter(string name) => tensors.TryGetValue($"{i}.{name}", out var tensor)
                ? weights.AsSpan((int)tensor.Offset, (int)tensor.Count).ToArray()
                : [];
            x = Apply(spec.Layers[i], spec.Shapes[i], spec.Shapes[i + 1], x, Parameter("weight"), Parameter("bias"));
        }

        return x;
    }

    /// <summary>−log of the softmax at the label.</summary>
    public static double Loss(double[] logits, int label)
    {
        var largest = logits.Max();
        return Math.Log(logits.Sum(logit => Math.Exp(logit - largest))) + largest - logits[label];
    }

    /// <summary>x·Φ(x), with Φ by Simpson's rule instead of an error function.</summary>
    public static double Gelu(double x)
    {
        const int steps = 2000;
        var h = x / steps;
        var sum = 0.0;
        for (var i = 0; i <= steps; i++)
        {
            var weight = i is 0 or steps ? 1 : i % 2 == 1 ? 4 : 2;
            sum += weight * Math.Exp(-0.5 * i * h * i * h);
        }

        return x * (0.5 + (sum * h / 3 / Math.Sqrt(2 * Math.PI)));
    }

    private static double[] Apply(LayerSpec layer, ImmutableArray<int> input, ImmutableArray<int> output, double[] x, double[] weight, double[] bias) => layer switch
    {
        LinearLayer => [.. Enumerable.Range(0, output[0]).Select(o =>
            (bias.Length > 0 ? bias[o] : 0) + Enumerable.Range(0, input[0]).Sum(i => weight[(o * input[0]) + i] * x[i]))],
        Conv2dLayer conv => Windows(output, (o, row, column) =>
            (bias.Length > 0 ? bias[o] : 0) + Pixels(conv.Kernel).Sum(k => Enumerable.Range(0, input[0]).Sum(c =>
                weight[(((((o * input[0]) + c) * conv.Kernel) + k.Row) * conv.Kernel) + k.Column]
                * (At(x, input, c, (row * conv.Stride) + k.Row - conv.Padding, (column * conv.Stride) + k.Column - conv.Padding) ?? 0)))),
        MaxPool2dLayer pool => Windows(output, (c, row, column) => Pixels(pool.Kernel).Max(k =>
            At(x, input, c, (row * pool.Stride) + k.Row - pool.Padding, (column * pool.Stride) + k.Column - pool.Padding) ?? double.NegativeInfinity)),
        AvgPool2dLayer pool => Windows(output, (c, row, column) => Pixels(pool.Kernel).Average(k =>
            At(x, input, c, (row * pool.Stride) + k.Row - pool.Padding, (column * pool.Stride) + k.Column - pool.Padding) ?? 0)),
        GroupNormLayer norm => Normalize(x, norm.Groups, i => weight[i / (x.Length / input[0])], i => bias[i / (x.Length / input[0])]),
        LayerNormLayer => Normalize(x, 1, i => weight[i], i => bias[i]),
        EmbeddingBagLayer bag => [.. Enumerable.Range(0, bag.Dimension).Select(d =>
            x.Sum(token => weight[((int)token * bag.Dimension) + d]) / (bag.Mode == EmbeddingBagMode.Mean ? x.Length : 1))],
        ReluLayer => [.. x.Select(value => Math.Max(0, value))],
        TanhLayer => [.. x.Select(Math.Tanh)],
        GeluLayer => [.. x.Select(Gelu)],
        FlattenLayer or DropoutLayer or SoftmaxHeadLayer => x,
        _ => throw new ArgumentException($"The oracle does not know {layer.Type}.", nameof(layer)),
    };

    private static double[] Normalize(double[] x, int groups, Func<int, double> scale, Func<int, double> shift)
    {
        var size = x.Length / groups;
        return [.. x.Chunk(size).SelectMany((part, group) =>
        {
            var mean = part.Average();
            var variance = part.Average(value => (value - mean) * (value - mean));
            return part.Select((value, i) =>
                ((value - mean) / Math.Sqrt(variance + Epsilon) * scale((group * size) + i)) + shift((group * size) + i));
        })];
    }

    private static double[] Windows(ImmutableArray<int> output, Func<int, int, int, double> value) =>
        [.. from channel in Enumerable.Range(0, output[0])
            from row in Enumerable.Range(0, output[1])
            from column in Enumerable.Range(0, output[2])
            select value(channel, row, column)];

    private static IEnumerable<(int Row, int Column)> Pixels(int kernel) =>
        from row in Enumerable.Range(0, kernel) from column in Enumerable.Range(0, kernel) select (row, column);

    private static double? At(double[] x, ImmutableArray<int> shape, int channel, int row, int column) =>
        row >= 0 && row < shape[1] && column >= 0 && column < shape[2] ? x[(((channel * shape[1]) + row) * shape[2]) + column] : null;
}
