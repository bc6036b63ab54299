using FederatedSecure.Lab.RedTeam.Targets;
using static TorchSharp.torch;

namespace FederatedSecure.Lab.RedTeam.Evasion.WhiteBox;

/// <summary>
/// The fast gradient sign method (Goodfellow et al., ICLR 2015): one step of length ε along the gradient of the cross-entropy, then
/// into the bounds. L∞: x + ε·sign(g); L2: x + ε·g/‖g‖₂; L1: x + ε·g/‖g‖₁, as ART and Foolbox have it.
/// </summary>
/// <remarks>A quick look, and a check of masked gradients; a model that withstands it says nothing about iterated attacks.</remarks>
internal sealed class Fgsm : IEvasionAttack
{
    /// <inheritdoc/>
    public string Name => "fgsm";

    /// <inheritdoc/>
    public TargetAccess Needs => TargetAccess.WhiteBox;

    /// <summary>Whether the labels are classes to be reached, not classes to be left.</summary>
    public bool IsTargeted { get; init; }

    /// <inheritdoc/>
    public Tensor Perturb(ITarget target, Tensor inputs, Tensor labels, EvasionTerms terms)
    {
        using var scope = NewDisposeScope();
        using var quiet = no_grad();
        terms.Cancellation.ThrowIfCancellationRequested();
        var gradient = InputGradient.Of(target, inputs, logits => Losses.CrossEntropy(logits, labels)).Gradient.Finite();
        var direction = terms.Norm == Norm.Linf ? gradient.sign() : SteepestDirection.Normalized(gradient, terms.Norm);
        var points = inputs.add(direction.Times(IsTargeted ? -terms.Epsilon : terms.Epsilon));
        return points.Between(terms.Lower, terms.Upper).MoveToOuterDisposeScope();
    }
}
