using FederatedSecure.Models;
using static TorchSharp.torch;

namespace FederatedSecure.Learning.Private;

/// <summary>
/// A convolution with many channels and few places: ‖G·U‖² = ⟨Gᵀ·G, U·Uᵀ⟩ without the gradient itself (ghost norm: Bu, Mao and Xu,
/// NeurIPS 2022, section 3), and one product for the weighted sum.
/// </summary>
/// <param name="layer">The layer.</param>
/// <param name="patches">U: [records, places, inputs of a patch].</param>
/// <param name="gradient">G: [records, channels, places].</param>
internal sealed class GhostConvGradient(Conv2dLayer layer, Tensor patches, Tensor gradient) : LayerGradient
{
    private static readonly long[] WithinRecord = [1, 2];
    private readonly Tensor? _biases = layer.Bias ? gradient.sum([2L]) : null;

    /// <inheritdoc/>
    public override Tensor SquaredNorms()
    {
        var weights = gradient.transpose(1, 2).bmm(gradient).mul_(patches.bmm(patches.transpose(1, 2))).sum(WithinRecord);
        return _biases is { } biases ? weights.add_(biases.norm(1).pow_(Two)) : weights;
    }

    /// <inheritdoc/>
    public override void AddTo(Tensor factors, Tensor weight, Tensor? bias)
    {
        var weighted = (gradient * factors.view(-1, 1, 1)).transpose(1, 2).flatten(0, 1);
        ConvGradient.AddInOrder(weight, weighted.t().matmul(patches.flatten(0, 1)), layer);
        bias?.addmv_(_biases!.t(), factors);
    }
}
