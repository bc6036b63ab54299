namespace FederatedSecure.Aggregation.ServerOptimizers;

/// <summary>
/// v ← β·v + Δ, x ← x + η·v, from v = 0: federated averaging with server momentum (Hsu, Qi, Brown 2019, section 4.3).
/// </summary>
/// <remarks>Steps add up to Δ/(1 − β) for a constant Δ: take η about (1 − β) times that of FedAvg.</remarks>
/// <example>x = 1, Δ = 0.5 twice, η = 1, β = 0.9: x becomes 1.5, then 1.5 + 0.95 = 2.45.</example>
internal sealed class FedAvgM(ServerOptimizerOptions options) : IServerOptimizer
{
    private readonly double _eta = options.LearningRate;
    private readonly double _beta = options.Momentum;

    public string Name => "fedavgm";

    public int StateVectors => 1;

    public float InitialState(int vector) => 0;

    public void Step(Span<float> parameters, ReadOnlySpan<float> meanUpdate, Span<float> first, Span<float> second)
    {
        for (var i = 0; i < parameters.Length; i++)
        {
            var v = (_beta * first[i]) + meanUpdate[i];
            first[i] = (float)v;
            parameters[i] = (float)(parameters[i] + (_eta * v));
        }
    }
}
