using System.Runtime.Intrinsics;

namespace FederatedSecure.Aggregation.ServerOptimizers;

/// <summary>
/// v ← β·v + Δ, x ← x + η·v, from v = 0: federated averaging with server momentum (Hsu, Qi, Brown 2019, section 4.3).
/// </summary>
/// <remarks>Steps add up to Δ/(1 − β) for a constant Δ: take η about (1 − β) times that of FedAvg.</remarks>
/// <example>x = 1, Δ = 0.5 twice, η = 1, β = 0.9: x becomes 1.5, then 1.5 + 0.95 = 2.45.</example>
internal sealed class FedAvgM(ServerOptimizerOptions options) : IServerOptimizer
{
    private readonly Formula _formula = new(options.LearningRate, options.Momentum);

    public string Name => "fedavgm";

    public int StateVectors => 1;

    public float InitialState(int vector) => 0;

    public void Step(Span<float> parameters, ReadOnlySpan<float> meanUpdate, Span<float> first, Span<float> second) =>
        TileWalk.Run(_formula, parameters, meanUpdate, first, second);

    private readonly struct Formula(double eta, double beta) : IElementStep
    {
        private readonly double _eta = eta;
        private readonly double _beta = beta;

        public static int StateVectors => 1;

        public void Apply(ref Vector256<double> x, Vector256<double> delta, ref Vector256<double> v, ref Vector256<double> unused)
        {
            v = (Vector256.Create(_beta) * v) + delta;
            x += Vector256.Create(_eta) * v;
        }
    }
}
