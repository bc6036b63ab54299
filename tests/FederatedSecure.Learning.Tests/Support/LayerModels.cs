using FederatedSecure.Models;

namespace FederatedSecure.Learning.Tests.Support;

/// <summary>A small model for each kind of layer, by a name that says what it is about.</summary>
internal static class LayerModels
{
    private static readonly Dictionary<string, ModelSpec> ByName = new()
    {
        ["linear"] = ModelSpec.Create([5], [new LinearLayer(4), new LinearLayer(3), new SoftmaxHeadLayer(3)]),
        ["linear without bias"] = ModelSpec.Create([5], [new LinearLayer(3, Bias: false), new SoftmaxHeadLayer(3)]),
        ["conv2d"] = Image(new Conv2dLayer(3, 3)),
        ["conv2d, stride and padding"] = Image(new Conv2dLayer(2, 4, Stride: 2, Padding: 3, Bias: false)),
        ["conv2d, many channels and one place"] = ModelSpec.Create(
            [8, 2, 2], [new Conv2dLayer(24, 2), new TanhLayer(), new FlattenLayer(), new LinearLayer(3), new SoftmaxHeadLayer(3)]),
        ["conv2d, pixel by pixel"] = Image(new Conv2dLayer(3, 1)),
        ["conv2d, one channel, wide stride"] = ModelSpec.Create(
            [1, 9, 8], [new Conv2dLayer(4, 3, Stride: 3, Padding: 1), new ReluLayer(), new FlattenLayer(), new LinearLayer(3), new SoftmaxHeadLayer(3)]),
        ["conv2d, one after the other"] = Image(new Conv2dLayer(4, 3, Padding: 1), new TanhLayer(), new Conv2dLayer(5, 2, Stride: 2)),
        // The patches of a record are more than what is cut at once, and those of seven are not a multiple of it.
        ["conv2d, in several parts"] = ModelSpec.Create(
            [3, 40, 40], [new Conv2dLayer(2, 7), new AvgPool2dLayer(17, 17), new FlattenLayer(), new LinearLayer(3), new SoftmaxHeadLayer(3)]),
        ["group-norm"] = Image(new Conv2dLayer(4, 2), new GroupNormLayer(2)),
        ["group-norm, first"] = Image(new GroupNormLayer(2)),
        ["group-norm, first, one channel"] = ModelSpec.Create([1, 6, 5], [new GroupNormLayer(1), new FlattenLayer(), new LinearLayer(3), new SoftmaxHeadLayer(3)]),
        ["group-norm, flat"] = ModelSpec.Create([6], [new GroupNormLayer(3), new LinearLayer(2), new SoftmaxHeadLayer(2)]),
        ["layer-norm"] = ModelSpec.Create([6], [new LayerNormLayer(), new LinearLayer(2), new SoftmaxHeadLayer(2)]),
        ["layer-norm, image"] = Image(new LayerNormLayer()),
        ["embedding-bag, mean"] = Bag(EmbeddingBagMode.Mean),
        ["embedding-bag, sum"] = Bag(EmbeddingBagMode.Sum),
        ["max-pool2d"] = Image(new MaxPool2dLayer(2, 1)),
        ["max-pool2d, stride and padding"] = Image(new MaxPool2dLayer(3, 2, Padding: 1)),
        ["avg-pool2d"] = Image(new AvgPool2dLayer(2, 2)),
        ["avg-pool2d, stride and padding"] = Image(new AvgPool2dLayer(3, 2, Padding: 1)),
        ["relu"] = Activation(new ReluLayer()),
        ["tanh"] = Activation(new TanhLayer()),
        ["gelu"] = Activation(new GeluLayer()),
    };

    public static IEnumerable<ModelSpec> All => ByName.Values;

    public static TheoryData<string> Names => [.. ByName.Keys];

    public static ModelSpec Of(string name) => ByName[name];

    private static ModelSpec Image(params LayerSpec[] layers) =>
        ModelSpec.Create([2, 6, 5], [.. layers, new FlattenLayer(), new LinearLayer(3), new SoftmaxHeadLayer(3)]);

    private static ModelSpec Bag(EmbeddingBagMode mode) =>
        ModelSpec.Create([6], [new EmbeddingBagLayer(9, 4, mode), new LinearLayer(3), new SoftmaxHeadLayer(3)]);

    private static ModelSpec Activation(LayerSpec layer) =>
        ModelSpec.Create([5], [new LinearLayer(4), layer, new LinearLayer(3), new SoftmaxHeadLayer(3)]);
}
