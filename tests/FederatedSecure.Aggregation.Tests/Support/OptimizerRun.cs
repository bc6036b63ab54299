using FederatedSecure.Aggregation.ServerOptimizers;

namespace FederatedSecure.Aggregation.Tests.Support;

/// <summary>A model of some elements on its way through rounds.</summary>
internal sealed class OptimizerRun
{
    private readonly IServerOptimizer _optimizer;
    private readonly float[][] _state;

    public OptimizerRun(ServerOptimizerOptions options, params float[] start)
    {
        _optimizer = ServerOptimizer.Create(options);
        Parameters = [.. start];
        _state = [.. Enumerable.Range(0, _optimizer.StateVectors).Select(vector =>
            Enumerable.Repeat(_optimizer.InitialState(vector), start.Length).ToArray())];
    }

    public float[] Parameters { get; }

    public float[] First => _state[0];

    public float[] Second => _state[1];

    /// <summary>One round on the whole model.</summary>
    public OptimizerRun Step(params float[] meanUpdate)
    {
        StepTile(meanUpdate, ..);
        return this;
    }

    /// <summary>One round on a part of the model.</summary>
    public void StepTile(float[] meanUpdate, Range tile) => _optimizer.Step(
        Parameters.AsSpan(tile),
        meanUpdate.AsSpan(tile),
        _state.Length > 0 ? First.AsSpan(tile) : [],
        _state.Length > 1 ? Second.AsSpan(tile) : []);

    /// <summary>The same round again and again, on a model of one element.</summary>
    public OptimizerRun Repeat(float meanUpdate, int rounds)
    {
        for (var round = 0; round < rounds; round++)
        {
            Step(meanUpdate);
        }

        return this;
    }

    public IEnumerable<int> AllBits => Vectors.Bits(Parameters.Concat(_state.SelectMany(vector => vector)));
}
