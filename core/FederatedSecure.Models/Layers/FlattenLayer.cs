using System.Collections.Immutable;

namespace FederatedSecure.Models;

/// <summary>Turns a record of any shape into a flat one, row by row.</summary>
public sealed record FlattenLayer : LayerSpec
{
    internal const string Name = "flatten";

    public override string Type => Name;

    internal override ImmutableArray<int> OutputShape(ImmutableArray<int> input, LayerCheck check)
    {
        var count = ModelShapes.CountOf(input);
        return count <= int.MaxValue
            ? [(int)count]
            : check.NoShape(
                null,
                $"flatten would make one dimension of {Text.Number(count)} values of {Text.Shape(input)}.",
                "Shrink the record with strides or pooling first.");
    }
}
