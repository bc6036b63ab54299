using System.Collections.Immutable;
using System.Globalization;

namespace FederatedSecure.Models;

/// <summary>Where the checks of one layer report what they find: it knows the layer's path and name.</summary>
internal sealed partial class LayerCheck(string path, LayerSpec layer, ProblemList problems)
{
    public string Path => path;

    /// <summary>Reports a problem at one property, or at the layer as a whole when <paramref name="property"/> is null.</summary>
    public void Fail(string? property, string problem, string remedy) =>
        problems.Add(new ModelSpecProblem(property is null ? path : $"{path}.{property}", problem, remedy));

    /// <summary>As <see cref="Fail"/>, for the layers' shape rules.</summary>
    public ImmutableArray<int> NoShape(string? property, string problem, string remedy)
    {
        Fail(property, problem, remedy);
        return default;
    }

    public void AtLeast(string property, int value, int minimum)
    {
        if (value < minimum)
        {
            Fail(
                property,
                $"{property} of {layer.Type} is {value}.",
                $"It must be at least {minimum.ToString(CultureInfo.InvariantCulture)}.");
        }
    }

    /// <summary>The rules of both poolings.</summary>
    public void Pool(int kernel, int stride, int padding)
    {
        AtLeast("kernel", kernel, 1);
        AtLeast("stride", stride, 1);
        AtLeast("padding", padding, 0);
        if (kernel >= 1 && padding > kernel / 2)
        {
            Fail(
                "padding",
                $"padding of {layer.Type} is {padding}, more than half its kernel of {kernel}.",
                "A window could then see padding only. Use less padding or a larger kernel.");
        }
    }

    /// <summary>The refusal of an input that is not an image.</summary>
    public ImmutableArray<int> NeedsImage(ImmutableArray<int> input) => NoShape(
        null,
        $"{layer.Type} needs [channels, height, width], but gets {Text.Shape(input)}.",
        "Move it before the layer that flattens, or give the model an input of three sizes.");

    /// <summary>
    /// How many windows of <paramref name="kernel"/> values fit along one side, or null after a problem was reported.
    /// </summary>
    public int? Windows(string side, int size, int kernel, int stride, int padding)
    {
        // In 64 bits: 2^31 + 2·2^31 cannot overflow.
        var padded = size + (2L * padding);
        if (kernel > padded)
        {
            Fail(
                "kernel",
                $"The kernel of {layer.Type} is {kernel} wide, but its input's {side} is only {size}, "
                    + $"{padded} with padding.",
                "Make the kernel smaller, add padding, or shrink the image less in the layers before.");
            return null;
        }

        var windows = ((padded - kernel) / stride) + 1;
        if (windows > int.MaxValue)
        {
            Fail(
                "padding",
                $"{layer.Type} would make {Text.Number(windows)} windows along the {side}.",
                "Use less padding or a larger stride.");
            return null;
        }

        return (int)windows;
    }
}
