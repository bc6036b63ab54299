using FederatedSecure.Lab.RedTeam.Evasion;
using FederatedSecure.Lab.RedTeam.Targets;
using FederatedSecure.Models;
using static TorchSharp.torch;

namespace FederatedSecure.Lab.RedTeam.Defences.Training;

/// <summary>
/// Cross-entropy with (1 − α) of the weight on the label and α spread over all classes (Szegedy et al., CVPR 2016): logits stay small, and so
/// do gradients. It hides them rather than removes adversarial inputs.
/// </summary>
/// <param name="spec">The model.</param>
/// <param name="alpha">α; 0.1 as in PyTorch's examples. ART says 0.9 and means what is left on the label.</param>
internal sealed class LabelSmoothingLoss(ModelSpec spec, double alpha = 0.1) : InputLoss(spec)
{
    /// <inheritdoc/>
    protected override Tensor Of(ITarget target, Tensor inputs, Tensor labels, Func<Tensor, Tensor> forward)
    {
        var logits = forward(inputs);
        var uniform = nn.functional.log_softmax(logits, 1).mean().neg();
        return nn.functional.cross_entropy(logits, labels).Times(1 - alpha).add(uniform.Times(alpha));
    }
}
