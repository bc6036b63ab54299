using System.Runtime.Intrinsics;

namespace FederatedSecure.Aggregation.ServerOptimizers;

/// <summary>
/// x ← x + η·Δ. With η = 1 this is federated averaging (McMahan et al., AISTATS 2017).
/// </summary>
/// <example>x = 1, Δ = 0.5, η = 1: x becomes 1.5.</example>
internal sealed class FedAvg(ServerOptimizerOptions options) : IServerOptimizer
{
    private readonly Formula _formula = new(options.LearningRate);

    public string Name => "fedavg";

    public int StateVectors => 0;

    public float InitialState(int vector) => throw new ArgumentOutOfRangeException(nameof(vector), "Federated averaging keeps no state.");

    public void Step(Span<float> parameters, ReadOnlySpan<float> meanUpdate, Span<float> first, Span<float> second) =>
        TileWalk.Run(_formula, parameters, meanUpdate, first, second);

    private readonly struct Formula(double eta) : IElementStep
    {
        private readonly double _eta = eta;

        public static int StateVectors => 0;

        public void Apply(ref Vector256<double> x, Vector256<double> delta, ref Vector256<double> first, ref Vector256<double> second) =>
            x += Vector256.Create(_eta) * delta;
    }
}
