using System.Runtime.Intrinsics;

namespace FederatedSecure.Aggregation.ServerOptimizers;

/// <summary>
/// m ← β₁·m + (1 − β₁)·Δ, v ← β₂·v + (1 − β₂)·Δ², x ← x + η·m / (√v + τ), from m = 0, v = τ²
/// (Reddi et al., "Adaptive federated optimization", ICLR 2021, algorithm 2). No bias correction, as in the paper.
/// </summary>
/// <example>x = 0, Δ = 1, η = 0.1, β₁ = 0.9, β₂ = 0.99, τ = 1: m = 0.1, v = 1, x = 0.1·0.1/2 = 0.005.</example>
internal sealed class FedAdam(ServerOptimizerOptions options) : IServerOptimizer
{
    private readonly float _initialV = (float)(options.Tau * options.Tau);
    private readonly Formula _formula = new(options);

    public string Name => "fedadam";

    public int StateVectors => 2;

    public float InitialState(int vector) => vector == 0 ? 0 : _initialV;

    public void Step(Span<float> parameters, ReadOnlySpan<float> meanUpdate, Span<float> first, Span<float> second) =>
        TileWalk.Run(_formula, parameters, meanUpdate, first, second);

    private readonly struct Formula(ServerOptimizerOptions options) : IElementStep
    {
        private readonly double _eta = options.LearningRate;
        private readonly double _beta1 = options.Beta1;
        private readonly double _beta2 = options.Beta2;
        private readonly double _tau = options.Tau;

        public static int StateVectors => 2;

        public void Apply(ref Vector256<double> x, Vector256<double> delta, ref Vector256<double> m, ref Vector256<double> v)
        {
            m = (Vector256.Create(_beta1) * m) + (Vector256.Create(1 - _beta1) * delta);
            v = (Vector256.Create(_beta2) * v) + (Vector256.Create(1 - _beta2) * (delta * delta));
            x += Vector256.Create(_eta) * m / (Vector256.Sqrt(v) + Vector256.Create(_tau));
        }
    }
}
