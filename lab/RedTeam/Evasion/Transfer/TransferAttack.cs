using FederatedSecure.Lab.RedTeam.Evasion.WhiteBox;
using FederatedSecure.Lab.RedTeam.Targets;
using static TorchSharp.torch;

namespace FederatedSecure.Lab.RedTeam.Evasion.Transfer;

/// <summary>
/// Attacks the attacker's own network and shows the result to the target: adversarial inputs transfer (Szegedy et al., ICLR 2014; Papernot et al.,
/// ASIACCS 2017). The target itself is not asked a single question.
/// </summary>
/// <remarks>That it fails says nothing where the surrogate is bad: look at how often both agree.</remarks>
/// <param name="surrogate">The attacker's network. Stays its owner's.</param>
/// <param name="inner">Attacks it, and goes on where the surrogate errs already: what has just crossed its boundary has not crossed the target's.</param>
internal sealed class TransferAttack(ITarget surrogate, IEvasionAttack inner) : IEvasionAttack
{
    /// <summary>MI-FGSM, which transfers best of the simple attacks (Dong et al., CVPR 2018): 10 steps of ε/10, µ = 1, all of them made.</summary>
    public TransferAttack(ITarget surrogate)
        : this(surrogate, new Pgd { Name = "mi-fgsm", Steps = 10, RelativeStep = 0.1, StartsAtRandom = false, Momentum = 1, StopsAtSuccess = false })
    {
    }

    /// <inheritdoc/>
    public string Name => "transfer";

    /// <inheritdoc/>
    public TargetAccess Needs => TargetAccess.Labels;

    /// <inheritdoc/>
    public Tensor Perturb(ITarget target, Tensor inputs, Tensor labels, EvasionTerms terms) => inner.Perturb(surrogate, inputs, labels, terms);
}
