using System.Collections.Immutable;
using System.Text.Json;

namespace FederatedSecure.Models;

/// <summary>
/// Says that what arrives are logits over classes. It has no parameters and changes nothing: the softmax is part of the
/// cross-entropy loss in training, and the largest logit is the prediction. Every model ends with it.
/// </summary>
/// <param name="Classes">How many classes there are, and values that arrive; at least 2.</param>
public sealed record SoftmaxHeadLayer(int Classes) : LayerSpec
{
    internal const string Name = "softmax-head";

    public override string Type => Name;

    internal static SoftmaxHeadLayer Read(LayerProperties properties) => new(properties.Whole("classes"));

    internal override void Check(LayerCheck check) => check.AtLeast("classes", Classes, 2);

    internal override ImmutableArray<int> OutputShape(ImmutableArray<int> input, LayerCheck check) =>
        input.Length == 1 && input[0] == Classes
            ? input
            : check.NoShape(
                "classes",
                $"softmax-head is for {Classes} classes, but gets {Text.Shape(input)}.",
                $"Put {{ \"type\": \"linear\", \"out\": {Classes} }} right before it, or change classes.");

    internal override void WriteProperties(Utf8JsonWriter writer) => writer.WriteNumber("classes"u8, Classes);
}
