using System.Collections.Immutable;
using CsCheck;

namespace FederatedSecure.Models.Tests.Support;

/// <summary>Random models that are right: each choice picks a layer among those that fit what has come so far, so that a
/// failing model shrinks with its choices.</summary>
internal static class ModelGen
{
    public static Gen<ModelSpec> Model { get; } = Gen.Select(
        Gen.Bool, Gen.Int[1, 4], Gen.Int[1, 12], Gen.Int[1, 12], Gen.UInt.Array[0, 12], Gen.Int[2, 7],
        (image, channels, height, width, choices, classes) =>
            Build(image ? [channels, height, width] : [height * width], choices, classes));

    private static ModelSpec Build(ImmutableArray<int> input, uint[] choices, int classes)
    {
        var layers = ImmutableArray.CreateBuilder<LayerSpec>();
        var shape = input;
        foreach (var choice in choices)
        {
            if (Layer(choice, shape, layers.Count == 0) is { } layer)
            {
                layers.Add(layer);
                shape = BruteForce.OutputShape(layer, shape);
            }
        }

        layers.Add(new FlattenLayer());
        layers.Add(new LinearLayer(classes));
        layers.Add(new SoftmaxHeadLayer(classes));
        return ModelSpec.Create(input, layers.ToImmutable());
    }

    private static LayerSpec? Layer(uint choice, ImmutableArray<int> shape, bool first)
    {
        var size = (int)(choice / 16 % 9) + 1;
        var stride = (int)(choice / 256 % 3) + 1;
        var bias = choice / 1024 % 2 == 0;
        var image = shape.Length == 3;
        var kernel = image ? Math.Min(size, Math.Min(shape[1], shape[2])) : 1;
        var padding = (int)(choice / 4096 % (uint)((kernel / 2) + 1));
        var values = shape.Aggregate(1, (product, side) => product * side);
        return (choice % 12) switch
        {
            0 when !image => new LinearLayer(size, bias),
            1 when image => new Conv2dLayer(size, kernel, stride, padding, bias),
            2 when image => new MaxPool2dLayer(kernel, stride, padding),
            3 when image => new AvgPool2dLayer(kernel, stride, padding),
            4 when shape[0] % size == 0 && values / size > 1 => new GroupNormLayer(size),
            5 when values > 1 => new LayerNormLayer(),
            6 when first && !image => new EmbeddingBagLayer(size * 10, stride * 2, bias ? EmbeddingBagMode.Mean : EmbeddingBagMode.Sum),
            7 => new ReluLayer(),
            8 => new TanhLayer(),
            9 => new GeluLayer(),
            10 => new FlattenLayer(),
            11 => new DropoutLayer(choice % 100 / 100.0),
            _ => null,
        };
    }
}
