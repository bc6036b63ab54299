namespace FederatedSecure.Adversary.Poisoning;

/// <summary>The directions of <see cref="Perturbation"/>.</summary>
public enum PerturbationKind
{
    /// <summary>μ/‖μ‖: straight back.</summary>
    Unit,

    /// <summary>sign(μ): every coordinate equally.</summary>
    Sign,

    /// <summary>σ: most where the honest updates differ most.</summary>
    Std,
}
