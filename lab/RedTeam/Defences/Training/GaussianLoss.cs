using FederatedSecure.Lab.RedTeam.Evasion;
using FederatedSecure.Lab.RedTeam.Targets;
using FederatedSecure.Models;
using static TorchSharp.torch;

namespace FederatedSecure.Lab.RedTeam.Defences.Training;

/// <summary>
/// Cross-entropy of x + N(0, σ²I). By itself a regularizer and no defence; it makes a model that randomized smoothing can certify (Cohen et al., ICML 2019).
/// </summary>
/// <param name="spec">The model.</param>
/// <param name="sigma">σ.</param>
/// <param name="seed">Of the noise.</param>
internal sealed class GaussianLoss(ModelSpec spec, double sigma, ulong seed) : InputLoss(spec)
{
    /// <inheritdoc/>
    protected override Tensor Of(ITarget target, Tensor inputs, Tensor labels, Func<Tensor, Tensor> forward)
    {
        using var generator = new Generator(seed + (ulong)Steps, CPU);
        var noise = randn(inputs.shape, ScalarType.Float32, CPU, generator: generator).Times(sigma);
        return nn.functional.cross_entropy(forward(inputs.add(noise)), labels);
    }
}
