using System.Collections.Frozen;

namespace FederatedSecure.Models;

/// <summary>Every layer there is, by its name in JSON. A new layer is one record and one line here.</summary>
internal static class LayerCatalog
{
    private static readonly FrozenDictionary<string, Func<LayerProperties, LayerSpec>> Readers =
        new Dictionary<string, Func<LayerProperties, LayerSpec>>(StringComparer.Ordinal)
        {
            [LinearLayer.Name] = LinearLayer.Read,
            [Conv2dLayer.Name] = Conv2dLayer.Read,
            [GroupNormLayer.Name] = GroupNormLayer.Read,
            [LayerNormLayer.Name] = _ => new LayerNormLayer(),
            [EmbeddingBagLayer.Name] = EmbeddingBagLayer.Read,
            [MaxPool2dLayer.Name] = MaxPool2dLayer.Read,
            [AvgPool2dLayer.Name] = AvgPool2dLayer.Read,
            [ReluLayer.Name] = _ => new ReluLayer(),
            [TanhLayer.Name] = _ => new TanhLayer(),
            [GeluLayer.Name] = _ => new GeluLayer(),
            [FlattenLayer.Name] = _ => new FlattenLayer(),
            [DropoutLayer.Name] = DropoutLayer.Read,
            [SoftmaxHeadLayer.Name] = SoftmaxHeadLayer.Read,
        }.ToFrozenDictionary(StringComparer.Ordinal);

    /// <summary>The names in alphabetical order.</summary>
    public static IReadOnlyList<string> Names { get; } = [.. Readers.Keys.Order(StringComparer.Ordinal)];

    /// <summary>The way to read a layer of this name, or null.</summary>
    public static Func<LayerProperties, LayerSpec>? Find(string name) => Readers.GetValueOrDefault(name);

    /// <summary>Why there is no layer of this name, and what to write instead.</summary>
    public static (string Problem, string Remedy) Refuse(string name)
    {
        var letters = Suggestion.Letters(name);
        if (letters.Contains("batchnorm", StringComparison.Ordinal) || letters is "bn" or "batchnormalization")
        {
            return (
                "Batch norm is not allowed: it mixes the records of a batch, so no bound on what one record reveals can hold, and its "
                    + "running statistics belong to one site's data, so that averaging models across sites is no longer sound.",
                "Use { \"type\": \"group-norm\", \"groups\": N }, which normalizes each record on its own.");
        }

        var meant = letters switch
        {
            "dense" or "fc" or "fullyconnected" or "gemm" => LinearLayer.Name,
            "conv" or "convolution" or "convolution2d" => Conv2dLayer.Name,
            "instancenorm" or "instancenorm2d" => GroupNormLayer.Name,
            "embedding" => EmbeddingBagLayer.Name,
            "softmax" or "logsoftmax" or "output" or "crossentropy" => SoftmaxHeadLayer.Name,
            "maxpool" or "maxpooling2d" => MaxPool2dLayer.Name,
            "avgpool" or "averagepool" or "averagepool2d" or "averagepooling2d" => AvgPool2dLayer.Name,
            "sigmoid" => TanhLayer.Name,
            "elu" or "selu" or "silu" or "swish" or "leakyrelu" => ReluLayer.Name,
            _ => Suggestion.Closest(name, Names),
        };
        return (
            $"There is no layer type {Text.Quote(name)}.",
            meant is null ? $"Possible are: {string.Join(", ", Names)}." : $"Did you mean \"{meant}\"?");
    }
}
