using System.Collections.Immutable;
using System.Text.Json;

namespace FederatedSecure.Models;

/// <summary>
/// Normalizes each record on its own, over groups of neighbouring channels (Wu and He 2018), then scales and shifts
/// each channel. ε = 1e-5. Parameters: <c>weight [channels]</c>, <c>bias [channels]</c>. The replacement for batch norm,
/// which mixes records.
/// </summary>
/// <param name="Groups">How many groups; divides the number of channels.</param>
public sealed record GroupNormLayer(int Groups) : LayerSpec
{
    internal const string Name = "group-norm";

    public override string Type => Name;

    internal static GroupNormLayer Read(LayerProperties properties) => new(properties.Whole("groups"));

    internal override void Check(LayerCheck check) => check.AtLeast("groups", Groups, 1);

    internal override ImmutableArray<int> OutputShape(ImmutableArray<int> input, LayerCheck check)
    {
        var channels = input[0];
        if (channels % Groups != 0)
        {
            return check.NoShape(
                "groups",
                $"group-norm cannot split {channels} channels of {Text.Shape(input)} into {Groups} equal groups.",
                $"Use a divisor of {channels}, such as {LargestDivisor(channels, Groups)}.");
        }

        return ModelShapes.CountOf(input) / Groups > 1
            ? input
            : check.NoShape(
                "groups",
                $"group-norm with {Groups} groups over {Text.Shape(input)} leaves one value a group, which always normalizes to 0.",
                "Use fewer groups.");
    }

    internal override ImmutableArray<ParameterShape> Parameters(ImmutableArray<int> input) =>
    [
        new ParameterShape("weight", [input[0]], InitialValues.Ones),
        new ParameterShape("bias", [input[0]], InitialValues.Zeros),
    ];

    internal override void WriteProperties(Utf8JsonWriter writer) => writer.WriteNumber("groups"u8, Groups);

    /// <summary>The largest divisor below what was asked for, looked for in √channels steps.</summary>
    private static int LargestDivisor(int channels, int below)
    {
        var best = 1;
        for (var divisor = 1; (long)divisor * divisor <= channels; divisor++)
        {
            if (channels % divisor == 0)
            {
                best = divisor < below ? Math.Max(best, divisor) : best;
                best = channels / divisor < below ? Math.Max(best, channels / divisor) : best;
            }
        }

        return best;
    }
}
