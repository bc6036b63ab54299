using FederatedSecure.Lab.RedTeam.Targets;
using static TorchSharp.torch;

namespace FederatedSecure.Lab.RedTeam.Evasion.Transfer;

/// <summary>
/// Attacks the attacker's own network and shows the result to the target: adversarial inputs transfer (Szegedy et al., ICLR 2014; Papernot et al.,
/// ASIACCS 2017). The target itself is not asked a single question.
/// </summary>
/// <remarks>That it fails says nothing where the surrogate is bad: look at how often both agree.</remarks>
/// <param name="surrogate">The attacker's network. Stays its owner's.</param>
/// <param name="inner">Attacks it; MI-FGSM transfers best of the simple ones (Dong et al., CVPR 2018).</param>
internal sealed class TransferAttack(ITarget surrogate, IEvasionAttack inner) : IEvasionAttack
{
    /// <inheritdoc/>
    public string Name => "transfer";

    /// <inheritdoc/>
    public TargetAccess Needs => TargetAccess.Labels;

    /// <inheritdoc/>
    public Tensor Perturb(ITarget target, Tensor inputs, Tensor labels, EvasionTerms terms) => inner.Perturb(surrogate, inputs, labels, terms);
}
