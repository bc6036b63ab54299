namespace FederatedSecure.Lab.RedTeam.Privacy.Inversion.Optimizing;

/// <summary>How two gradients are compared.</summary>
internal enum GradientDistance
{
    /// <summary>‖g − g*‖².</summary>
    Squared,

    /// <summary>1 − ⟨g, g*⟩/(‖g‖·‖g*‖): the direction only.</summary>
    Cosine,
}
