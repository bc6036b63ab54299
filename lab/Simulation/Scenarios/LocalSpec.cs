namespace FederatedSecure.Lab.Simulation.Scenarios;

/// <summary>How a site trains in a round.</summary>
/// <param name="Epochs">Passes over its records.</param>
/// <param name="Steps">Steps instead of passes; null for passes.</param>
/// <param name="BatchSize">Records a step.</param>
/// <param name="LearningRate">η of the site.</param>
/// <param name="Momentum">Momentum within the round.</param>
/// <param name="WeightDecay">λ.</param>
/// <param name="Proximal">μ of FedProx.</param>
/// <param name="IsMomentumDamped">Worker momentum: v ← β·v + (1 − β)·Δ if so, v ← β·v + Δ if not.</param>
internal sealed record LocalSpec(
    int Epochs, int? Steps, int BatchSize, double LearningRate, double Momentum, double WeightDecay, double Proximal, bool IsMomentumDamped);
