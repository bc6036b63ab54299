using System.Collections.Immutable;
using FederatedSecure.Aggregation.Pipeline;
using FederatedSecure.Aggregation.Planning;
using FederatedSecure.Aggregation.Points;
using FederatedSecure.Aggregation.PreAggregators;
using FederatedSecure.Aggregation.Rules;
using FederatedSecure.Lab.Simulation.Scenarios;
using FederatedSecure.Models;

namespace FederatedSecure.Lab.Simulation.Federation;

/// <summary>The coordinator's pipeline in one run: the rule, and what it remembers from round to round.</summary>
/// <remarks>Rules that throw dice get a fresh seed every round, unless the scenario gives one.</remarks>
internal sealed class SimulatedRule(RuleSpec spec)
{
    private const string Seed = "seed";
    private readonly Dictionary<int, double[]> _history = [];
    private float[]? _center;

    /// <summary>Whether it wants an update that the coordinator trained itself.</summary>
    public bool WantsRoot { get; } = Create(spec, seed: 0).Needs.HasFlag(RuleNeeds.Root);

    /// <summary>What is wrong with a rule as a scenario names it; null if nothing is.</summary>
    public static string? Problem(RuleSpec spec)
    {
        if (!AggregationRules.Names.Contains(spec.Rule.Name))
        {
            return $"there is no rule \"{spec.Rule.Name}\". {Suggestion.Sentence(spec.Rule.Name, [.. AggregationRules.Names])}";
        }

        if (spec.Pre.FirstOrDefault(step => !PreAggregations.Names.Contains(step.Name)) is { } unknown)
        {
            return $"there is no pre-aggregator \"{unknown.Name}\". {Suggestion.Sentence(unknown.Name, [.. PreAggregations.Names])}";
        }

        try
        {
            Create(spec, seed: 0);
            return null;
        }
        catch (ArgumentException exception)
        {
            return exception.Message;
        }
    }

    /// <summary>What is wrong with a rule for so many attackers and such buckets; null if nothing is.</summary>
    public static string? Problem(Scenario scenario, RuleSpec spec, int attackers, int bucketSize)
    {
        var sites = scenario.Participants ?? scenario.SitesWith(attackers);
        if (bucketSize > sites)
        {
            return $"{sites} sites do not fill a bucket of {bucketSize}";
        }

        var pipeline = Create(spec, seed: 0);
        if (bucketSize > 1 && !pipeline.Rule.Traits.OnBucketMeans)
        {
            return $"\"{pipeline.Rule.Name}\" means nothing on means of buckets: take bucketSize 0 for it, in a scenario of its own";
        }

        // In buckets, what is beyond the rule is the buckets' fault and shows in the results; of single updates, f is the researcher's own wish.
        var tolerance = ToleranceOf(scenario, spec, attackers, bucketSize);
        return pipeline.Problem(tolerance.Inputs, bucketSize > 1 ? tolerance.F : tolerance.Expected);
    }

    /// <summary>How many bad inputs the rule is to stand.</summary>
    public static Tolerance ToleranceOf(Scenario scenario, RuleSpec spec, int attackers, int bucketSize) => Tolerance.Of(
        Create(spec, seed: 0), scenario.Participants ?? scenario.SitesWith(attackers), scenario.Tolerated ?? attackers, Math.Max(1, bucketSize));

    /// <summary>f for the inputs that are left when some are out already.</summary>
    public int Among(Tolerance tolerance, int inputs, int left) => tolerance.Among(Create(spec, seed: 0), inputs, left);

    /// <summary>Merges what a round brought.</summary>
    /// <param name="inputs">Updates, or means of buckets, finite.</param>
    /// <param name="senders">Number of each input's sender, for rules that remember; without meaning for means of buckets.</param>
    /// <param name="f">How many of them may be bad.</param>
    /// <param name="root">What the coordinator trained itself, if <see cref="WantsRoot"/>.</param>
    /// <param name="seed">The round's dice.</param>
    /// <exception cref="ArgumentException">The numbers are impossible.</exception>
    public (float[] Aggregate, AggregationOutcome Outcome) Merge(
        IReadOnlyList<float[]> inputs, IReadOnlyList<int> senders, int f, float[]? root, ulong seed)
    {
        var pipeline = Create(spec, seed);
        var result = new float[inputs[0].Length];
        var outcome = pipeline.Aggregate(
            new AggregationInputs(new ArrayTiles(inputs)) { AreFinite = true, Extras = Extras(pipeline, inputs, senders, root, remember: true) }, f, result);
        _center = pipeline.Rule.Traits.Extras.Contains(ExtraPoint.Center) ? result : null;
        return (result, outcome);
    }

    /// <summary>What the rule would make of inputs, for attackers who know it. Nothing is remembered.</summary>
    /// <inheritdoc cref="Merge"/>
    public float[] Try(IReadOnlyList<float[]> inputs, IReadOnlyList<int> senders, int f, float[]? root, ulong seed)
    {
        var pipeline = Create(spec, seed);
        var result = new float[inputs[0].Length];
        pipeline.Aggregate(
            new AggregationInputs(new ArrayTiles(inputs)) { Extras = Extras(pipeline, inputs, senders, root, remember: false) }, f, result);
        return result;
    }

    private static AggregationPipeline Create(RuleSpec spec, ulong seed) => new(
        AggregationRules.Create(spec.Rule.Name, Parameters(spec.Rule, AggregationRules.All.First(entry => entry.Name == spec.Rule.Name).Parameters, seed)),
        [.. spec.Pre.Select(step => PreAggregations.Create(
            step.Name, Parameters(step, PreAggregations.All.First(entry => entry.Name == step.Name).Parameters, seed)))]);

    private static RuleParameters Parameters(NamedSpec named, string known, ulong seed) => new(
        known.Contains(Seed, StringComparison.Ordinal) && !named.Parameters.ContainsKey(Seed) && !named.Parameters.ContainsKey("permutation")
            // As many bits as rules take.
            ? named.Parameters.Add(Seed, (double)(seed >> 33))
            : named.Parameters);

    private ImmutableDictionary<ExtraPoint, IVectorTiles> Extras(
        AggregationPipeline pipeline, IReadOnlyList<float[]> inputs, IReadOnlyList<int> senders, float[]? root, bool remember)
    {
        var extras = ImmutableDictionary.CreateBuilder<ExtraPoint, IVectorTiles>();
        foreach (var wanted in pipeline.Rule.Traits.Extras)
        {
            switch (wanted)
            {
                case ExtraPoint.Center when _center is not null:
                    extras[wanted] = new ArrayTiles([_center]);
                    break;
                case ExtraPoint.Root when root is not null:
                    extras[wanted] = new ArrayTiles([root]);
                    break;
                case ExtraPoint.History:
                    extras[wanted] = new ArrayTiles([.. inputs.Zip(senders, (input, sender) => SumWith(input, sender, remember))]);
                    break;
                default:
                    break;
            }
        }

        return extras.ToImmutable();
    }

    /// <summary>All that a site has sent, this update included.</summary>
    private float[] SumWith(float[] update, int sender, bool remember)
    {
        var sum = _history.TryGetValue(sender, out var before) ? (double[])before.Clone() : new double[update.Length];
        for (var i = 0; i < sum.Length; i++)
        {
            sum[i] += update[i];
        }

        if (remember)
        {
            _history[sender] = sum;
        }

        return Array.ConvertAll(sum, value => (float)value);
    }
}
