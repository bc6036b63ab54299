namespace FederatedSecure.Lab.RedTeam.Backdoors.Pruning;

/// <summary>What fine-pruning made: a candidate that has to be attacked like any other.</summary>
/// <param name="Weights">After fine-tuning.</param>
/// <param name="BeforeTuning">After pruning only.</param>
/// <param name="Pruned">Channels that were switched off.</param>
/// <param name="Channels">Channels there were.</param>
internal sealed record PrunedModel(float[] Weights, float[] BeforeTuning, int Pruned, int Channels);
