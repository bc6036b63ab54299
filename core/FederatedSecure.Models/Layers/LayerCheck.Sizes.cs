using System.Collections.Immutable;
using System.Globalization;

namespace FederatedSecure.Models;

/// <summary>The limits on memory, with messages that name the layer, the numbers and the way out.</summary>
internal sealed partial class LayerCheck
{
    /// <summary>Counts the layer's parameters, and refuses it if they take the model over the limit.</summary>
    public Int128 Parameters(ImmutableArray<int> input, Int128 before, ModelLimits limits)
    {
        var tensors = layer.Parameters(input);
        Int128 count = 0;
        foreach (var tensor in tensors)
        {
            count += tensor.Count;
        }

        var limit = Math.Min(limits.MaximumParameters, ModelLimits.ParameterCeiling);
        if (before + count > limit)
        {
            var shapes = string.Join(", ", tensors.Select(tensor => $"{tensor.Name} {Text.Shape(tensor.Shape)}"));
            Fail(
                layer.SizeProperty,
                $"{layer.Type} would have {Text.Number(count)} parameters ({shapes}; {Text.Bytes(count * sizeof(float))}) and take the "
                    + $"model to {Text.Number(before + count)}; the limit is {Text.Number(limit)} ({Text.Bytes((Int128)limit * sizeof(float))}).",
                HowToShrink(input));
        }

        return count;
    }

    /// <summary>Refuses the layer if the values of one record in all layers so far go over the limit.</summary>
    public void Activations(ImmutableArray<int> input, ImmutableArray<int> output, Int128 sum, ModelLimits limits)
    {
        if (sum > limits.MaximumActivations)
        {
            Fail(
                layer.SizeProperty,
                $"{layer.Type} would make {Text.Shape(output)}, {Text.Number(ModelShapes.CountOf(output))} values of one record, and take "
                    + $"the model to {Text.Number(sum)} ({Text.Bytes(sum * sizeof(float))} a record); the limit is "
                    + $"{Text.Number(limits.MaximumActivations)}.",
                HowToShrink(input));
        }
    }

    private string HowToShrink(ImmutableArray<int> input)
    {
        var arriving = $"shrink the {Text.Shape(input)} that arrives, with strides or pooling in the layers before";
        return (layer switch
        {
            LinearLayer linear => $"Lower out (now {Invariant(linear.Out)}), or {arriving}.",
            Conv2dLayer conv => $"Lower out (now {Invariant(conv.Out)}) or kernel (now {Invariant(conv.Kernel)}), raise stride, or {arriving}.",
            EmbeddingBagLayer bag =>
                $"Lower dimension (now {Invariant(bag.Dimension)}) or vocabulary (now {Invariant(bag.Vocabulary)}, by hashing tokens).",
            _ => $"To pass, {arriving}.",
        }) + " A limit is set by whoever runs the machine that refuses.";
    }

    private static string Invariant(int value) => value.ToString(CultureInfo.InvariantCulture);
}
