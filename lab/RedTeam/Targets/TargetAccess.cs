namespace FederatedSecure.Lab.RedTeam.Targets;

/// <summary>What an attacker sees of a model. Each includes what stands before it.</summary>
internal enum TargetAccess
{
    /// <summary>The class that it decides for.</summary>
    Labels,

    /// <summary>A score for every class.</summary>
    Scores,

    /// <summary>Weights, activations and gradients.</summary>
    WhiteBox,
}
