using FederatedSecure.Lab.RedTeam.Evasion;
using FederatedSecure.Lab.RedTeam.Targets;
using FederatedSecure.Models;
using static TorchSharp.torch;

namespace FederatedSecure.Lab.RedTeam.Defences.Training;

/// <summary>
/// Cross-entropy of inputs that an attack has just made for the model as it is: min over weights of max over perturbations (Madry et al.,
/// ICLR 2018); with a single step from a random start, fast adversarial training (Wong et al., ICLR 2020).
/// </summary>
/// <param name="spec">The model.</param>
/// <param name="attack">The attack; it makes all its steps, also on records that are broken already.</param>
/// <param name="terms">What it may do in the end.</param>
/// <param name="warmUp">Steps over which ε grows from 0: small networks do not start to learn at a large one.</param>
internal sealed class AdversarialLoss(ModelSpec spec, IEvasionAttack attack, EvasionTerms terms, int warmUp) : InputLoss(spec)
{
    /// <inheritdoc/>
    protected override Tensor Of(ITarget target, Tensor inputs, Tensor labels, Func<Tensor, Tensor> forward)
    {
        // Another seed for every step: a record's random start follows from it.
        var now = terms with
        {
            Epsilon = terms.Epsilon * Math.Min(1, (Steps + 1.0) / Math.Max(1, warmUp)),
            Seed = terms.Seed + (ulong)Steps,
        };
        return nn.functional.cross_entropy(forward(attack.Perturb(target, inputs, labels, now)), labels);
    }
}
