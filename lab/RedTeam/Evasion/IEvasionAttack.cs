using FederatedSecure.Lab.RedTeam.Targets;
using static TorchSharp.torch;

namespace FederatedSecure.Lab.RedTeam.Evasion;

/// <summary>Changes inputs so that a model errs.</summary>
internal interface IEvasionAttack
{
    /// <summary>Its name in reports and gate files, as "pgd".</summary>
    string Name { get; }

    /// <summary>What it has to see of the model.</summary>
    TargetAccess Needs { get; }

    /// <summary>
    /// Attacks. Who counts successes looks at the result with the model itself, and takes the clean input where the attack failed.
    /// </summary>
    /// <param name="target">The model.</param>
    /// <param name="inputs">[n, …input shape]; not changed.</param>
    /// <param name="labels">[n], the true classes.</param>
    /// <param name="terms">What is allowed.</param>
    /// <returns>[n, …input shape], detached: finite, within the bounds, the constraints, and (where ε is finite) the ball around the inputs.</returns>
    Tensor Perturb(ITarget target, Tensor inputs, Tensor labels, EvasionTerms terms);
}
