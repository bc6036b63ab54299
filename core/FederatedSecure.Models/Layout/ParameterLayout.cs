using System.Collections.Immutable;
using System.Globalization;

namespace FederatedSecure.Models;

/// <summary>
/// Where each tensor of a model lies in its flat parameter vector: in the order of the layers, without gaps, each tensor
/// row-major. Weights, updates and the data section of a safetensors file all have this layout, so that whoever adds or
/// averages them needs no other knowledge of the model.
/// </summary>
public sealed class ParameterLayout
{
    private ParameterLayout(ImmutableArray<ParameterTensor> tensors, long count)
    {
        Tensors = tensors;
        Count = count;
    }

    /// <summary>The tensors by rising offset.</summary>
    public ImmutableArray<ParameterTensor> Tensors { get; }

    /// <summary>Values in the vector; at most <see cref="ModelLimits.ParameterCeiling"/>.</summary>
    public long Count { get; }

    /// <summary>Bytes of the vector, at four a value.</summary>
    public long ByteLength => Count * sizeof(float);

    /// <summary>Derives the layout of a spec.</summary>
    /// <param name="spec">A spec, which has kept to the limits it was made under.</param>
    /// <param name="limits">Further limits to hold it to, such as those of a site's policy; none when null.</param>
    /// <exception cref="ModelSpecException">The spec is larger than <paramref name="limits"/> allow.</exception>
    public static ParameterLayout Of(ModelSpec spec, ModelLimits? limits = null)
    {
        ArgumentNullException.ThrowIfNull(spec);
        if (limits is not null)
        {
            ModelShapes.Infer(spec.Input, spec.Layers, limits, "model");
        }

        var tensors = ImmutableArray.CreateBuilder<ParameterTensor>();
        long offset = 0;
        for (var i = 0; i < spec.Layers.Length; i++)
        {
            foreach (var parameter in spec.Layers[i].Parameters(spec.Shapes[i]))
            {
                var name = string.Create(CultureInfo.InvariantCulture, $"{i}.{parameter.Name}");
                var count = (long)parameter.Count;
                tensors.Add(new ParameterTensor(name, parameter.Shape, offset, count));
                offset += count;
            }
        }

        return new ParameterLayout(tensors.ToImmutable(), offset);
    }
}
