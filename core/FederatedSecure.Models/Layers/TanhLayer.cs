using System.Collections.Immutable;

namespace FederatedSecure.Models;

/// <summary>tanh(x), value by value.</summary>
public sealed record TanhLayer : LayerSpec
{
    internal const string Name = "tanh";

    public override string Type => Name;

    internal override ImmutableArray<int> OutputShape(ImmutableArray<int> input, LayerCheck check) => input;
}
