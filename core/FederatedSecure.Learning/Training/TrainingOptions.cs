namespace FederatedSecure.Learning.Training;

/// <summary>How to train.</summary>
/// <param name="LocalEpochs">Passes over the data, at least 1.</param>
/// <param name="BatchSize">Records per step, at least 1; the last batch of a pass may be smaller.</param>
/// <param name="LearningRate">Step size.</param>
/// <param name="Momentum">Momentum factor, 0 to below 1. The buffer starts anew in every call.</param>
/// <param name="WeightDecay">L2 penalty: λ·w is added to the gradient.</param>
/// <param name="Proximal">μ of FedProx: μ·(w − w₀) is added to the gradient (Li et al., MLSys 2020).</param>
/// <param name="Seed">Order of the records and dropout follow from it.</param>
/// <param name="Threads">Threads for one operation. With one thread the result is bitwise reproducible.</param>
public sealed record TrainingOptions(
    int LocalEpochs, int BatchSize, double LearningRate, double Momentum, double WeightDecay, double Proximal, ulong Seed, int Threads);
