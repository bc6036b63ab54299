using FederatedSecure.Models;
using TorchSharp;
using static TorchSharp.torch;

namespace FederatedSecure.Learning.Private;

/// <summary>
/// The gradients of single records in one layer, as what the layer was given and the gradient at what it gave determine them:
/// book-keeping after Bu et al. (ICML 2023). No gradient of a record is ever put together unless that is the quickest.
/// </summary>
internal abstract class LayerGradient
{
    // The library frees a number that was made for a call while native code still reads it; these stay.
    protected static readonly Scalar One = 1;
    protected static readonly Scalar Two = 2;

    /// <summary>‖∂loss_b/∂θ‖² over the layer's parameters: [records].</summary>
    public abstract Tensor SquaredNorms();

    /// <summary>Adds Σ_b factor_b · ∂loss_b/∂θ to the sums of the layer's parameters.</summary>
    /// <param name="factors">[records].</param>
    /// <param name="weight">Sum for the weight.</param>
    /// <param name="bias">Sum for the bias; null where there is none.</param>
    public abstract void AddTo(Tensor factors, Tensor weight, Tensor? bias);

    /// <param name="layer">A layer with parameters.</param>
    /// <param name="input">What went in: [records, …].</param>
    /// <param name="gradient">Gradient of the sum of the records' losses at what came out.</param>
    /// <param name="buffer">Room to work, for one call at a time.</param>
    /// <exception cref="NotSupportedException">Nobody knows the gradients of single records in such a layer: private training must not go on.</exception>
    public static LayerGradient Of(LayerSpec layer, Tensor input, Tensor gradient, PatchBuffer buffer) => layer switch
    {
        LinearLayer linear => new LinearGradient(input, gradient, linear.Bias),
        Conv2dLayer conv => ConvGradient.Of(conv, input, gradient, buffer),
        GroupNormLayer norm => new NormGradient(input, gradient, norm.Groups),
        LayerNormLayer => new NormGradient(input, gradient, groups: null),
        EmbeddingBagLayer bag => new EmbeddingGradient(bag, input, gradient),
        _ => throw new NotSupportedException($"The gradients of single records are not known for a layer of type {layer.Type}."),
    };
}
