using static TorchSharp.torch;

namespace FederatedSecure.Learning.Private;

/// <summary>
/// y = W·x + b: the gradient of a record is the outer product g·xᵀ, whose norm is ‖g‖·‖x‖ (Goodfellow 2015); the weighted sum is one
/// product over the batch.
/// </summary>
internal sealed class LinearGradient(Tensor input, Tensor gradient, bool hasBias) : LayerGradient
{
    private static readonly long[] OverFeatures = [1];
    private static readonly long[] OverRecords = [0];

    /// <inheritdoc/>
    public override Tensor SquaredNorms()
    {
        var inputs = input.square().sum(OverFeatures);
        return gradient.square().sum(OverFeatures) * (hasBias ? inputs + 1 : inputs);
    }

    /// <inheritdoc/>
    public override void AddTo(Tensor factors, Tensor weight, Tensor? bias)
    {
        var weighted = gradient * factors.unsqueeze(1);
        weight.add_(weighted.t().matmul(input));
        bias?.add_(weighted.sum(OverRecords));
    }
}
