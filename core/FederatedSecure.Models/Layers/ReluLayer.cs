using System.Collections.Immutable;

namespace FederatedSecure.Models;

/// <summary>max(x, 0), value by value.</summary>
public sealed record ReluLayer : LayerSpec
{
    internal const string Name = "relu";

    public override string Type => Name;

    internal override ImmutableArray<int> OutputShape(ImmutableArray<int> input, LayerCheck check) => input;
}
