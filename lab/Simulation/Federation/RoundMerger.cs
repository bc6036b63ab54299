using System.Collections.Immutable;
using FederatedSecure.Aggregation.Planning;
using FederatedSecure.Aggregation.ServerOptimizers;
using FederatedSecure.Lab.Simulation.Workers;
using FederatedSecure.Numerics;
using FederatedSecure.Rounds;

namespace FederatedSecure.Lab.Simulation.Federation;

/// <summary>Makes the next model of what a round brought, as the coordinator does: checks, rule, server optimizer.</summary>
internal sealed class RoundMerger
{
    private readonly SimulatedRule _rule;
    private readonly IServerOptimizer _optimizer;
    private readonly float[][] _state;
    private readonly Tolerance _tolerance;
    private readonly Func<PlanKey, float[], float[]?> _root;
    private readonly double? _bound;
    private readonly ulong _seed;

    /// <param name="rule">The rule.</param>
    /// <param name="server">What is done with the aggregate.</param>
    /// <param name="initial">The initial model.</param>
    /// <param name="tolerance">What the rule is to stand.</param>
    /// <param name="root">What the coordinator trains itself, from the plan and the global weights.</param>
    /// <param name="bound">A longer input is provably bad and is left out; null for no bound.</param>
    /// <param name="seed">The rule's dice.</param>
    public RoundMerger(
        SimulatedRule rule, ServerOptimizerOptions server, float[] initial, Tolerance tolerance, Func<PlanKey, float[], float[]?> root, double? bound, ulong seed)
    {
        (_rule, _tolerance, _root, _bound, _seed) = (rule, tolerance, root, bound, seed);
        _optimizer = ServerOptimizer.Create(server);
        Weights = initial;
        _state = [.. Enumerable.Range(0, _optimizer.StateVectors).Select(vector => Enumerable.Repeat(_optimizer.InitialState(vector), initial.Length).ToArray())];
    }

    /// <summary>The global model. Never changed in place.</summary>
    public float[] Weights { get; private set; }

    /// <summary>What the last round's rule made.</summary>
    public float[] Aggregate { get; private set; } = [];

    /// <summary>Inputs that were left out in the last round.</summary>
    public int Dropped { get; private set; }

    /// <summary>Makes the next model.</summary>
    /// <returns>What went wrong; null if nothing did.</returns>
    public string? Merge(PlanKey plan, ImmutableArray<MergerInput> inputs)
    {
        // An honest input can never be longer, by the triangle inequality; a hair of rounding is forgiven.
        MergerInput[] kept = [.. inputs.Where(input => _bound is not { } bound || VectorKernels.SquaredNorm(input.Vector) <= bound * bound * (1 + 1e-3))];
        if (kept.Length == 0)
        {
            return "every input was longer than honest ones can be";
        }

        try
        {
            var (aggregate, outcome) = _rule.Merge(
                [.. kept.Select(input => input.Vector)],
                [.. kept.Select(input => SiteNames.NumberOf(input.Members[0]))],
                _rule.Among(_tolerance, inputs.Length, kept.Length),
                _rule.WantsRoot ? _root(plan, Weights) : null,
                Streams.Seed(_seed, "rule", plan.Round, plan.Attempt));
            (Aggregate, Dropped) = (aggregate, inputs.Length - kept.Length + outcome.Dropped.Length);
        }
        catch (ArgumentException exception)
        {
            return exception.Message;
        }

        var next = (float[])Weights.Clone();
        var state = Array.ConvertAll(_state, vector => (float[])vector.Clone());
        _optimizer.Step(next, Aggregate, Vector(state, 0), Vector(state, 1));
        if (!VectorKernels.AllFinite(next))
        {
            return "the new model would contain values that are not finite";
        }

        Weights = next;
        state.CopyTo(_state, 0);
        return null;
    }

    private static Span<float> Vector(float[][] vectors, int vector) => vector < vectors.Length ? vectors[vector] : [];
}
