namespace FederatedSecure.Aggregation.ServerOptimizers;

/// <summary>
/// m ← β₁·m + (1 − β₁)·Δ, v ← β₂·v + (1 − β₂)·Δ², x ← x + η·m / (√v + τ), from m = 0, v = τ²
/// (Reddi et al., "Adaptive federated optimization", ICLR 2021, algorithm 2). No bias correction, as in the paper.
/// </summary>
/// <example>x = 0, Δ = 1, η = 0.1, β₁ = 0.9, β₂ = 0.99, τ = 1: m = 0.1, v = 1, x = 0.1·0.1/2 = 0.005.</example>
internal sealed class FedAdam(ServerOptimizerOptions options) : IServerOptimizer
{
    private readonly ServerOptimizerOptions _options = options;

    public string Name => "fedadam";

    public int StateVectors => 2;

    public float InitialState(int vector) => vector == 0 ? 0 : (float)(_options.Tau * _options.Tau);

    public void Step(Span<float> parameters, ReadOnlySpan<float> meanUpdate, Span<float> first, Span<float> second)
    {
        var (eta, beta1, beta2, tau) = (_options.LearningRate, _options.Beta1, _options.Beta2, _options.Tau);
        for (var i = 0; i < parameters.Length; i++)
        {
            double delta = meanUpdate[i];
            var m = (beta1 * first[i]) + ((1 - beta1) * delta);
            var v = (beta2 * second[i]) + ((1 - beta2) * delta * delta);
            first[i] = (float)m;
            second[i] = (float)v;
            parameters[i] = (float)(parameters[i] + (eta * m / (Math.Sqrt(v) + tau)));
        }
    }
}
