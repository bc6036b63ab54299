using static TorchSharp.torch;

namespace FederatedSecure.Learning.Private;

/// <summary>
/// y = W·x + b: the gradient of a record is the outer product g·xᵀ, whose norm is ‖g‖·‖x‖ (Goodfellow 2015); the weighted sum is one
/// product over the batch.
/// </summary>
internal sealed class LinearGradient(Tensor input, Tensor gradient, bool hasBias) : LayerGradient
{
    /// <inheritdoc/>
    public override Tensor SquaredNorms()
    {
        var inputs = input.norm(1).pow_(Two);
        return gradient.norm(1).pow_(Two).mul_(hasBias ? inputs.add_(One) : inputs);
    }

    /// <inheritdoc/>
    public override void AddTo(Tensor factors, Tensor weight, Tensor? bias)
    {
        weight.addmm_((gradient * factors.unsqueeze(1)).t(), input);
        bias?.addmv_(gradient.t(), factors);
    }
}
