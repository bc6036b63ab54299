using System.Collections.Immutable;
using System.Text.Json;

namespace FederatedSecure.Models;

/// <summary>
/// One layer of a model, as data. Input sizes are never written down: they follow from the layers before. The set of
/// layers is closed; <see cref="LayerCatalog"/> lists it.
/// </summary>
/// <remarks>A layer says four things about itself: whether its own values make sense (<see cref="Check"/>), what shape
/// it makes of one record (<see cref="OutputShape"/>), which parameters it has (<see cref="Parameters"/>) and how it is
/// written (<see cref="WriteProperties"/>). None of them allocates more than the few numbers it returns.</remarks>
public abstract record LayerSpec
{
    private protected LayerSpec()
    {
    }

    /// <summary>The name in JSON, such as <c>max-pool2d</c>.</summary>
    public abstract string Type { get; }

    /// <summary>The property that this layer's size follows from first of all, or null.</summary>
    internal virtual string? SizeProperty => null;

    /// <summary>Reports values that are wrong whatever the input is.</summary>
    internal virtual void Check(LayerCheck check)
    {
    }

    /// <summary>The shape that one record has after this layer; the default array after a problem was reported.</summary>
    internal abstract ImmutableArray<int> OutputShape(ImmutableArray<int> input, LayerCheck check);

    /// <summary>The trainable tensors, in the order of PyTorch's state dict. Called only for inputs that fit.</summary>
    internal virtual ImmutableArray<ParameterShape> Parameters(ImmutableArray<int> input) => [];

    /// <summary>Writes every property but the type, in a fixed order, defaults included.</summary>
    internal virtual void WriteProperties(Utf8JsonWriter writer)
    {
    }
}
