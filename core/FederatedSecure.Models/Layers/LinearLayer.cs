using System.Collections.Immutable;
using System.Text.Json;

namespace FederatedSecure.Models;

/// <summary>y = x·Wᵀ + b over a flat record. Parameters: <c>weight [out, in]</c>, <c>bias [out]</c>.</summary>
/// <param name="Out">Values that come out; at least 1.</param>
/// <param name="Bias">Whether b is there; default true.</param>
public sealed record LinearLayer(int Out, bool Bias = true) : LayerSpec
{
    internal const string Name = "linear";

    public override string Type => Name;

    internal override string? SizeProperty => "out";

    internal static LinearLayer Read(LayerProperties properties) =>
        new(properties.Whole("out"), properties.Flag("bias", true));

    internal override void Check(LayerCheck check) => check.AtLeast("out", Out, 1);

    internal override ImmutableArray<int> OutputShape(ImmutableArray<int> input, LayerCheck check) => input.Length == 1
        ? [Out]
        : check.NoShape(
            null,
            $"linear needs a flat record, but gets {Text.Shape(input)}.",
            "Put { \"type\": \"flatten\" } before it.");

    internal override ImmutableArray<ParameterShape> Parameters(ImmutableArray<int> input)
    {
        var values = InitialValues.FanIn(input[0]);
        var weight = new ParameterShape("weight", [Out, input[0]], values);
        return Bias ? [weight, new ParameterShape("bias", [Out], values)] : [weight];
    }

    internal override void WriteProperties(Utf8JsonWriter writer)
    {
        writer.WriteNumber("out"u8, Out);
        writer.WriteBoolean("bias"u8, Bias);
    }
}
