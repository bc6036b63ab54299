using FederatedSecure.Models;
using static TorchSharp.torch;

namespace FederatedSecure.Learning.Private;

/// <summary>
/// A convolution is a linear map of patches: with U the patches of a record [places, inputs of a patch] and G the gradient at its
/// output [places, channels], its gradient is Gᵀ·U.
/// </summary>
/// <remarks>
/// <para>Few places: ‖Gᵀ·U‖² = ⟨G·Gᵀ, U·Uᵀ⟩ without the gradient itself (ghost norm), and one product for the weighted sum. Many places: the
/// gradients are put together, which takes fewer operations, and their weighted sum is read off them.</para>
/// <para>Pictures lie in memory with their channels last, so that a row of a window is one run of numbers: patches cut that way are
/// copied several times as fast as libtorch's own unfold does it, and a place's numbers lie together, as products want them.</para>
/// </remarks>
internal sealed class ConvGradient : LayerGradient
{
    private static readonly long[] WithinRecord = [1, 2];
    private readonly Conv2dLayer _layer;
    private readonly Tensor _patches;
    private readonly Tensor _gradient;
    private readonly Tensor? _biases;
    private readonly Tensor? _whole;

    public ConvGradient(Conv2dLayer layer, Tensor input, Tensor gradient)
    {
        _layer = layer;
        _patches = Patches(input, layer);
        _gradient = gradient.permute(0, 2, 3, 1).reshape(gradient.shape[0], -1, layer.Out);
        _biases = layer.Bias ? _gradient.sum([1L]) : null;
        var (places, patch) = (_patches.shape[1], _patches.shape[2]);
        // Multiplications of either way, for a record: the ghost's products come twice, and so does the sum's.
        _whole = places * (patch + layer.Out) < (long)layer.Out * patch ? null : _gradient.transpose(1, 2).bmm(_patches);
    }

    /// <inheritdoc/>
    public override Tensor SquaredNorms()
    {
        var weights = _whole is { } whole
            ? whole.flatten(1).norm(1).pow_(2)
            : _gradient.bmm(_gradient.transpose(1, 2)).mul_(_patches.bmm(_patches.transpose(1, 2))).sum(WithinRecord);
        return _biases is { } biases ? weights.add_(biases.norm(1).pow_(2)) : weights;
    }

    /// <inheritdoc/>
    public override void AddTo(Tensor factors, Tensor weight, Tensor? bias)
    {
        var sum = _whole is { } whole
            ? whole.flatten(1).t().mv(factors)
            : (_gradient * factors.view(-1, 1, 1)).flatten(0, 1).t().matmul(_patches.flatten(0, 1));
        weight.add_(sum.view(_layer.Out, _layer.Kernel, _layer.Kernel, -1).permute(0, 3, 1, 2));
        bias?.addmv_(_biases!.t(), factors);
    }

    /// <summary>[records, places, rows of a window × columns × channels].</summary>
    private static Tensor Patches(Tensor input, Conv2dLayer layer)
    {
        var padded = layer.Padding == 0 ? input : nn.functional.pad(input, (layer.Padding, layer.Padding, layer.Padding, layer.Padding));
        // To cut windows makes a view; to flatten them copies.
        return padded.permute(0, 2, 3, 1)
            .unfold(1, layer.Kernel, layer.Stride).unfold(2, layer.Kernel, layer.Stride)
            .permute(0, 1, 2, 4, 5, 3).flatten(3).flatten(1, 2);
    }
}
