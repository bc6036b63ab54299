namespace FederatedSecure.Lab.RedTeam.Defences.Training;

/// <summary>What a training that is to make a model robust came to.</summary>
/// <param name="Weights">The weights to use.</param>
/// <param name="Epochs">Passes that went into them.</param>
/// <param name="Collapsed">Whether training was stopped by <see cref="CollapseGuard"/>; the weights are those of the pass before.</param>
internal sealed record HardenedModel(float[] Weights, int Epochs, bool Collapsed);
