namespace FederatedSecure.Aggregation.ServerOptimizers;

/// <summary>Which server optimizer, and its constants under the names of Reddi et al. 2021.</summary>
/// <param name="Name">"fedavg", "fedavgm", "fedadam" or "fedyogi".</param>
/// <param name="LearningRate">η: step size on the mean update. With FedAvg, 1 replaces the model by the mean of the sites' models.</param>
/// <param name="Momentum">β of FedAvgM, 0 to below 1.</param>
/// <param name="Beta1">β₁ of FedAdam and FedYogi, 0 to below 1.</param>
/// <param name="Beta2">β₂ of FedAdam and FedYogi, 0 to below 1.</param>
/// <param name="Tau">τ of FedAdam and FedYogi, above 0: the degree of adaptivity, and where v starts (τ²).</param>
public sealed record ServerOptimizerOptions(
    string Name = "fedavg",
    double LearningRate = 1.0,
    double Momentum = 0.9,
    double Beta1 = 0.9,
    double Beta2 = 0.99,
    double Tau = 1e-3)
{
    /// <summary>What is wrong with the options, with the property that is; null if nothing is.</summary>
    public (string Property, string Message)? Problem()
    {
        if (!ServerOptimizer.Names.Contains(Name))
        {
            return ("name", $"\"{Name}\" is no server optimizer: take one of {string.Join(", ", ServerOptimizer.Names)}");
        }

        if (!(LearningRate > 0) || double.IsInfinity(LearningRate))
        {
            return ("learningRate", "must be positive and finite");
        }

        foreach (var (property, value) in new[] { ("momentum", Momentum), ("beta1", Beta1), ("beta2", Beta2) })
        {
            if (!(value is >= 0 and < 1))
            {
                return (property, "must be at least 0 and below 1");
            }
        }

        return !(Tau > 0) || double.IsInfinity(Tau) ? ("tau", "must be positive and finite") : null;
    }
}
