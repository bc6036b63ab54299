using FederatedSecure.Lab.RedTeam.Defences.Squeezing;
using static TorchSharp.torch;

namespace FederatedSecure.Lab.RedTeam.Defences.Transforms;

/// <summary><see cref="MedianFilter"/> on pictures, channel by channel: with 2 the squeezer for digits, with 3 ART's spatial smoothing.</summary>
/// <param name="size">Side of the window, at least 1.</param>
internal sealed class MedianTransform(int size) : IInputTransform
{
    /// <inheritdoc/>
    public string Name => $"median {size}x{size}";

    /// <inheritdoc/>
    public Tensor Apply(Tensor inputs)
    {
        using var scope = NewDisposeScope();
        var windows = Mirrored(Mirrored(inputs, 2), 3).unfold(2, size, 1).unfold(3, size, 1).flatten(4);
        return windows.sort(-1).Values.select(-1, size * size / 2).contiguous().MoveToOuterDisposeScope();
    }

    /// <summary>With the pixels that windows reach beyond both edges.</summary>
    private Tensor Mirrored(Tensor inputs, int dimension)
    {
        var length = (int)inputs.shape[dimension];
        return inputs.index_select(
            dimension, tensor(Enumerable.Range(-(size / 2), length + size - 1).Select(place => (long)MedianFilter.Mirror(place, length)).ToArray()));
    }
}
