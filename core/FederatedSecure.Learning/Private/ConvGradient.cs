using FederatedSecure.Models;
using static TorchSharp.torch;

namespace FederatedSecure.Learning.Private;

/// <summary>
/// A convolution is a linear map of patches: with U the patches of a record [places, inputs of a patch] and G the gradient at its
/// output [channels, places], its gradient is G·U. It is put together for each record, and norm and weighted sum are read off it.
/// </summary>
/// <remarks>
/// <para>Pictures lie in memory with their channels last, so that a row of a window is one run of numbers: patches cut that way are
/// copied several times as fast as libtorch's own unfold does it, and a place's numbers lie together, as products want them. Few records at a
/// time, so that the patches never leave the cache.</para>
/// <para>See <see cref="GhostConvGradient"/> for where gradients would be larger than what they come from.</para>
/// </remarks>
internal sealed class ConvGradient : LayerGradient
{
    // Writing a number and reading it twice takes about as long as this many multiplications in a product.
    private const long WriteCost = 10;
    private static readonly long[] OverPlaces = [2];
    private readonly Conv2dLayer _layer;
    private readonly Tensor? _biases;
    private readonly List<Tensor> _gradients = [];

    private ConvGradient(Conv2dLayer layer, Tensor windows, Tensor gradient, PatchBuffer buffer)
    {
        _layer = layer;
        _biases = layer.Bias ? gradient.sum(OverPlaces) : null;
        var (records, places) = (gradient.shape[0], gradient.shape[2]);
        var atOnce = PatchBuffer.Records(windows.numel() / records);
        for (var first = 0L; first < records; first += atOnce)
        {
            var count = Math.Min(atOnce, records - first);
            var patches = buffer.Copy(windows.narrow(0, first, count), count, places, -1);
            _gradients.Add(gradient.narrow(0, first, count).bmm(patches).flatten(1));
        }
    }

    /// <summary>Whichever way takes less.</summary>
    public static LayerGradient Of(Conv2dLayer layer, Tensor input, Tensor gradient, PatchBuffer buffer)
    {
        var windows = Windows(input, layer);
        // A view, whichever of channels and places comes last in memory.
        var flat = gradient.flatten(2);
        var (places, patch) = (flat.shape[2], input.shape[1] * layer.Kernel * layer.Kernel);
        return places * places * (patch + layer.Out) < WriteCost * layer.Out * patch
            ? new GhostConvGradient(layer, windows.flatten(3).flatten(1, 2), flat)
            : new ConvGradient(layer, windows, flat, buffer);
    }

    /// <inheritdoc/>
    public override Tensor SquaredNorms()
    {
        var weights = cat(_gradients.ConvertAll(part => part.norm(1)), 0).pow_(Two);
        return _biases is { } biases ? weights.add_(biases.norm(1).pow_(Two)) : weights;
    }

    /// <inheritdoc/>
    public override void AddTo(Tensor factors, Tensor weight, Tensor? bias)
    {
        var sum = zeros(weight.numel(), device: weight.device);
        var first = 0L;
        foreach (var part in _gradients)
        {
            sum.addmv_(part.t(), factors.narrow(0, first, part.shape[0]));
            first += part.shape[0];
        }

        AddInOrder(weight, sum, _layer);
        bias?.addmv_(_biases!.t(), factors);
    }

    /// <summary>Adds [channels, rows, columns, channels that come in] to the weight, whose order is another.</summary>
    public static void AddInOrder(Tensor weight, Tensor sum, Conv2dLayer layer) =>
        weight.add_(sum.view(layer.Out, layer.Kernel, layer.Kernel, -1).permute(0, 3, 1, 2));

    /// <summary>[records, rows, columns, rows of a window, columns of it, channels], as a view.</summary>
    private static Tensor Windows(Tensor input, Conv2dLayer layer)
    {
        var padded = layer.Padding == 0 ? input : nn.functional.pad(input, (layer.Padding, layer.Padding, layer.Padding, layer.Padding));
        return padded.permute(0, 2, 3, 1)
            .unfold(1, layer.Kernel, layer.Stride).unfold(2, layer.Kernel, layer.Stride)
            .permute(0, 1, 2, 4, 5, 3);
    }
}
