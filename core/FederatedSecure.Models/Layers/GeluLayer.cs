using System.Collections.Immutable;

namespace FederatedSecure.Models;

/// <summary>x·Φ(x) with the exact normal distribution function, value by value.</summary>
public sealed record GeluLayer : LayerSpec
{
    internal const string Name = "gelu";

    public override string Type => Name;

    internal override ImmutableArray<int> OutputShape(ImmutableArray<int> input, LayerCheck check) => input;
}
