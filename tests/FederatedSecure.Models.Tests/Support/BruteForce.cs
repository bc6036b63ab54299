using System.Collections.Immutable;

namespace FederatedSecure.Models.Tests.Support;

/// <summary>The definitions, counted out one by one, to hold the formulas to.</summary>
internal static class BruteForce
{
    public static ImmutableArray<int> OutputShape(LayerSpec layer, ImmutableArray<int> input) => layer switch
    {
        LinearLayer linear => [linear.Out],
        Conv2dLayer conv => Windows(conv.Out, input, conv.Kernel, conv.Stride, conv.Padding),
        MaxPool2dLayer pool => Windows(input[0], input, pool.Kernel, pool.Stride, pool.Padding),
        AvgPool2dLayer pool => Windows(input[0], input, pool.Kernel, pool.Stride, pool.Padding),
        EmbeddingBagLayer bag => [bag.Dimension],
        FlattenLayer => [input.Aggregate(1, (product, side) => product * side)],
        _ => input,
    };

    /// <summary>Counts a layer's connections and biases.</summary>
    public static long Parameters(LayerSpec layer, ImmutableArray<int> input)
    {
        long count = 0;
        switch (layer)
        {
            case LinearLayer linear:
                for (var output = 0; output < linear.Out; output++)
                {
                    count += input[0] + (linear.Bias ? 1 : 0);
                }

                break;
            case Conv2dLayer conv:
                for (var output = 0; output < conv.Out; output++)
                {
                    for (var channel = 0; channel < input[0]; channel++)
                    {
                        count += conv.Kernel * conv.Kernel;
                    }

                    count += conv.Bias ? 1 : 0;
                }

                break;
            case GroupNormLayer:
                count = input[0] + input[0];
                break;
            case LayerNormLayer:
                count = 2 * input.Aggregate(1, (product, side) => product * side);
                break;
            case EmbeddingBagLayer bag:
                count = bag.Vocabulary * bag.Dimension;
                break;
            default:
                break;
        }

        return count;
    }

    private static ImmutableArray<int> Windows(int channels, ImmutableArray<int> input, int kernel, int stride, int padding) =>
        [channels, Places(input[1], kernel, stride, padding), Places(input[2], kernel, stride, padding)];

    /// <summary>Slides the window along until it no longer fits.</summary>
    private static int Places(int size, int kernel, int stride, int padding)
    {
        var places = 0;
        for (var start = -padding; start + kernel <= size + padding; start += stride)
        {
            places++;
        }

        return places;
    }
}
