using System.Collections.Immutable;
using System.Text.Json;

namespace FederatedSecure.Models;

/// <summary>
/// A two-dimensional convolution with square windows over zero-padded images. Parameters:
/// <c>weight [out, in, kernel, kernel]</c>, <c>bias [out]</c>. Each side becomes
/// ⌊(size + 2·padding − kernel) / stride⌋ + 1.
/// </summary>
/// <param name="Out">Channels that come out; at least 1.</param>
/// <param name="Kernel">Side of the window in pixels; at least 1.</param>
/// <param name="Stride">Pixels between windows; default 1.</param>
/// <param name="Padding">Zeros added on every side; default 0.</param>
/// <param name="Bias">Whether each channel has a bias; default true.</param>
public sealed record Conv2dLayer(int Out, int Kernel, int Stride = 1, int Padding = 0, bool Bias = true) : LayerSpec
{
    internal const string Name = "conv2d";

    public override string Type => Name;

    internal override string? SizeProperty => "out";

    internal static Conv2dLayer Read(LayerProperties properties) => new(
        properties.Whole("out"),
        properties.Whole("kernel"),
        properties.Whole("stride", 1),
        properties.Whole("padding", 0),
        properties.Flag("bias", true));

    internal override void Check(LayerCheck check)
    {
        check.AtLeast("out", Out, 1);
        check.AtLeast("kernel", Kernel, 1);
        check.AtLeast("stride", Stride, 1);
        check.AtLeast("padding", Padding, 0);
    }

    internal override ImmutableArray<int> OutputShape(ImmutableArray<int> input, LayerCheck check)
    {
        if (input.Length != 3)
        {
            return check.NeedsImage(input);
        }

        return check.Windows("height", input[1], Kernel, Stride, Padding) is { } height
            && check.Windows("width", input[2], Kernel, Stride, Padding) is { } width
            ? [Out, height, width]
            : default;
    }

    internal override ImmutableArray<ParameterShape> Parameters(ImmutableArray<int> input)
    {
        // As a floating-point number, because the product of three sizes need not fit a long before it is checked.
        var values = InitialValues.FanIn((double)input[0] * Kernel * Kernel);
        var weight = new ParameterShape("weight", [Out, input[0], Kernel, Kernel], values);
        return Bias ? [weight, new ParameterShape("bias", [Out], values)] : [weight];
    }

    internal override void WriteProperties(Utf8JsonWriter writer)
    {
        writer.WriteNumber("out"u8, Out);
        writer.WriteNumber("kernel"u8, Kernel);
        writer.WriteNumber("stride"u8, Stride);
        writer.WriteNumber("padding"u8, Padding);
        writer.WriteBoolean("bias"u8, Bias);
    }
}
