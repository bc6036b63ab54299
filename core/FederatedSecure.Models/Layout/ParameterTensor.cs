using System.Collections.Immutable;

namespace FederatedSecure.Models;

/// <summary>One trainable tensor and its place in the model's flat parameter vector.</summary>
/// <param name="Name">As in PyTorch's state dict of a <c>Sequential</c>: index of the layer in the spec and name within
/// the layer, such as <c>0.weight</c>.</param>
/// <param name="Shape">Sizes, row-major.</param>
/// <param name="Offset">Index of its first value in the vector.</param>
/// <param name="Count">How many values it has, the product of its sizes.</param>
public readonly record struct ParameterTensor(string Name, ImmutableArray<int> Shape, long Offset, long Count)
{
    public bool Equals(ParameterTensor other) =>
        Name == other.Name && Offset == other.Offset && Count == other.Count && Shape.AsSpan().SequenceEqual(other.Shape.AsSpan());

    public override int GetHashCode() => HashCode.Combine(Name, Offset, Count);
}
