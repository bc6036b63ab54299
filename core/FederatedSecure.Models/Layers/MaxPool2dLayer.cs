using System.Collections.Immutable;
using System.Text.Json;

namespace FederatedSecure.Models;

/// <summary>
/// The largest value of square windows, channel by channel. Each side becomes ⌊(size + 2·padding − kernel) / stride⌋ + 1.
/// </summary>
/// <param name="Kernel">Side of the window in pixels; at least 1.</param>
/// <param name="Stride">Pixels between windows; left out of the JSON it is the kernel, so that windows do not overlap.</param>
/// <param name="Padding">Negative infinities added on every side; at most half the kernel, default 0.</param>
public sealed record MaxPool2dLayer(int Kernel, int Stride, int Padding = 0) : LayerSpec
{
    internal const string Name = "max-pool2d";

    public override string Type => Name;

    internal static MaxPool2dLayer Read(LayerProperties properties)
    {
        var kernel = properties.Whole("kernel");
        return new MaxPool2dLayer(kernel, properties.Whole("stride", kernel), properties.Whole("padding", 0));
    }

    internal override void Check(LayerCheck check) => check.Pool(Kernel, Stride, Padding);

    internal override ImmutableArray<int> OutputShape(ImmutableArray<int> input, LayerCheck check)
    {
        if (input.Length != 3)
        {
            return check.NeedsImage(input);
        }

        return check.Windows("height", input[1], Kernel, Stride, Padding) is { } height
            && check.Windows("width", input[2], Kernel, Stride, Padding) is { } width
            ? [input[0], height, width]
            : default;
    }

    internal override void WriteProperties(Utf8JsonWriter writer)
    {
        writer.WriteNumber("kernel"u8, Kernel);
        writer.WriteNumber("stride"u8, Stride);
        writer.WriteNumber("padding"u8, Padding);
    }
}
