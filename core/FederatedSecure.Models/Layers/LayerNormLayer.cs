using System.Collections.Immutable;

namespace FederatedSecure.Models;

/// <summary>
/// Normalizes each record on its own over all its values (Ba, Kiros and Hinton 2016), then scales and shifts each value.
/// ε = 1e-5. Parameters: <c>weight</c> and <c>bias</c>, both of the record's shape.
/// </summary>
public sealed record LayerNormLayer : LayerSpec
{
    internal const string Name = "layer-norm";

    public override string Type => Name;

    internal override ImmutableArray<int> OutputShape(ImmutableArray<int> input, LayerCheck check) =>
        ModelShapes.CountOf(input) > 1
            ? input
            : check.NoShape(
                null,
                $"layer-norm over {Text.Shape(input)} has one value, which always normalizes to 0.",
                "Remove it, or give the layer before it more outputs.");

    internal override ImmutableArray<ParameterShape> Parameters(ImmutableArray<int> input) =>
    [
        new ParameterShape("weight", input, InitialValues.Ones),
        new ParameterShape("bias", input, InitialValues.Zeros),
    ];
}
