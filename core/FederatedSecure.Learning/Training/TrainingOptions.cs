namespace FederatedSecure.Learning.Training;

/// <summary>How to train.</summary>
/// <param name="LocalEpochs">Passes over the data, at least 1.</param>
/// <param name="BatchSize">Records per step, at least 1; the last batch of a pass may be smaller.</param>
/// <param name="LearningRate">Step size η, positive.</param>
/// <param name="Momentum">Momentum factor β, 0 to below 1. The buffer starts anew in every call.</param>
/// <param name="WeightDecay">L2 penalty: λ·w is added to the gradient; at least 0.</param>
/// <param name="Proximal">μ of FedProx: μ·(w − w₀) is added to the gradient (Li et al., MLSys 2020); at least 0.</param>
/// <param name="Seed">Order of the records and dropout follow from it.</param>
/// <param name="Threads">Threads for one operation, at least 1. With one thread the result is bitwise reproducible on the processor.</param>
/// <param name="LocalSteps">Steps in all, at least 1, as many passes as they take; null for <paramref name="LocalEpochs"/> passes.</param>
public sealed record TrainingOptions(
    int LocalEpochs, int BatchSize, double LearningRate, double Momentum, double WeightDecay, double Proximal, ulong Seed, int Threads, int? LocalSteps = null)
{
    /// <summary>What computes. Default: a GPU where libtorch can use one.</summary>
    public ComputeDevice Device { get; init; } = ComputeDevice.Auto;

    /// <exception cref="TrainingException">An option is out of its range.</exception>
    internal void Check()
    {
        Require(LocalEpochs >= 1, nameof(LocalEpochs), "at least 1");
        Require(BatchSize >= 1, nameof(BatchSize), "at least 1");
        Require(double.IsFinite(LearningRate) && LearningRate > 0, nameof(LearningRate), "positive");
        Require(Momentum is >= 0 and < 1, nameof(Momentum), "at least 0 and below 1");
        Require(double.IsFinite(WeightDecay) && WeightDecay >= 0, nameof(WeightDecay), "at least 0");
        Require(double.IsFinite(Proximal) && Proximal >= 0, nameof(Proximal), "at least 0");
        Require(Threads >= 1, nameof(Threads), "at least 1");
        Require(LocalSteps is null or >= 1, nameof(LocalSteps), "at least 1");
    }

    private static void Require(bool holds, string name, string range)
    {
        if (!holds)
        {
            throw new TrainingException("training.options", $"{name} is out of range: it must be {range}. Correct the training settings of the job.");
        }
    }
}
