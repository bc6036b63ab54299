namespace FederatedSecure.Rounds.Jobs;

/// <summary>How each site trains.</summary>
/// <param name="LocalEpochs">Passes over the local training split in a round, 1 to 1,000.</param>
/// <param name="BatchSize">Records per step, 1 to 65,536.</param>
/// <param name="LearningRate">Step size, above 0.</param>
/// <param name="Momentum">Momentum factor, 0 to below 1.</param>
/// <param name="WeightDecay">L2 penalty on the weights, at least 0.</param>
/// <param name="Proximal">μ of FedProx, the pull to the global model; 0 for none.</param>
/// <param name="ValidationFraction">Part of the local data that is held back for evaluation, 0 to 0.9.</param>
public sealed record TrainingSpec(
    int LocalEpochs = 1,
    int BatchSize = 32,
    double LearningRate = 0.05,
    double Momentum = 0,
    double WeightDecay = 0,
    double Proximal = 0,
    double ValidationFraction = 0.1);
