namespace FederatedSecure.Aggregation.ServerOptimizers;

/// <summary>
/// x ← x + η·Δ. With η = 1 this is federated averaging (McMahan et al., AISTATS 2017).
/// </summary>
/// <example>x = 1, Δ = 0.5, η = 1: x becomes 1.5.</example>
internal sealed class FedAvg(ServerOptimizerOptions options) : IServerOptimizer
{
    private readonly double _eta = options.LearningRate;

    public string Name => "fedavg";

    public int StateVectors => 0;

    public float InitialState(int vector) => throw new ArgumentOutOfRangeException(nameof(vector), "Federated averaging keeps no state.");

    public void Step(Span<float> parameters, ReadOnlySpan<float> meanUpdate, Span<float> first, Span<float> second)
    {
        for (var i = 0; i < parameters.Length; i++)
        {
            parameters[i] = (float)(parameters[i] + (_eta * meanUpdate[i]));
        }
    }
}
