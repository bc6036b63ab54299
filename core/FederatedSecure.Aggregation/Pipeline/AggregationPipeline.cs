using System.Collections.Immutable;
using System.Globalization;
using FederatedSecure.Aggregation.Kernels;
using FederatedSecure.Aggregation.Points;
using FederatedSecure.Aggregation.PreAggregators;
using FederatedSecure.Aggregation.Rules;

namespace FederatedSecure.Aggregation.Pipeline;

/// <summary>
/// Pre-aggregators and a rule, one after the other. On vectors of doubles in memory every step is computed as it is written; on
/// tiles of floats nothing but distances, matrices of weights and the result is ever held.
/// </summary>
/// <param name="rule">The rule.</param>
/// <param name="pre">What comes before it, in order.</param>
/// <example>
/// <code>
/// var pipeline = new AggregationPipeline(
///     AggregationRules.Create("trimmed-mean", RuleParameters.None), [PreAggregations.Create("nnm", RuleParameters.None)]);
/// var prepared = pipeline.Prepare(new AggregationInputs(tiles), f: 2);
/// prepared.Compute(0, result);
/// </code>
/// </example>
public sealed class AggregationPipeline(AggregationRule rule, ImmutableArray<PreAggregator> pre)
{
    /// <summary>The rule.</summary>
    public AggregationRule Rule => rule;

    /// <summary>What comes before it, in order.</summary>
    public ImmutableArray<PreAggregator> Pre => pre;

    /// <summary>What any of its parts cannot work without.</summary>
    public RuleNeeds Needs => pre.Aggregate(rule.Traits.Needs, (needs, step) => needs | step.Traits.Needs);

    /// <summary>Whether the inputs' own distances are the first thing that is asked for.</summary>
    private bool MeasuresFirst => (pre.IsEmpty ? rule.Traits : pre[0].Traits).Needs.HasFlag(RuleNeeds.Distances);

    /// <summary>What is wrong with n inputs of which f may be bad, and what would do; null if nothing is.</summary>
    public string? Problem(int n, int f)
    {
        foreach (var step in pre)
        {
            if (step.Problem(n, f) is { } problem)
            {
                return problem;
            }

            n = step.Outputs(n);
        }

        return rule.Problem(n, f);
    }

    /// <summary>Decides what to make of the inputs: the passes that look at all of them happen here.</summary>
    /// <param name="inputs">The inputs; read again when the result is computed.</param>
    /// <param name="f">How many of them may be bad.</param>
    /// <param name="threads">Threads to use; the result does not depend on them.</param>
    /// <param name="cancellation">Ends it early.</param>
    /// <exception cref="ArgumentException">The numbers are impossible, or a vector is missing or of another length.</exception>
    public PreparedAggregate Prepare(AggregationInputs inputs, int f, int threads = 1, CancellationToken cancellation = default) =>
        Prepare(inputs, f, assumeFinite: inputs.AreFinite || MeasuresFirst, threads, cancellation);

    /// <summary>Aggregates into memory.</summary>
    /// <inheritdoc cref="Prepare(AggregationInputs, int, int, CancellationToken)"/>
    public AggregationOutcome Aggregate(
        AggregationInputs inputs, int f, Memory<float> result, int threads = 1, CancellationToken cancellation = default)
    {
        // Where no pass goes before the one that merges, that one looks whether elements are finite, and is repeated if some are not.
        var mergesFirst = (Needs & (RuleNeeds.Distances | RuleNeeds.Inspection)) == 0;
        var prepared = Prepare(inputs, f, assumeFinite: inputs.AreFinite || MeasuresFirst || mergesFirst, threads, cancellation);
        prepared.Compute(0, result);
        if (prepared.FoundBad() is { } isFinite)
        {
            prepared = Prepare(inputs, f, isFinite, threads, cancellation);
            prepared.Compute(0, result);
        }

        return prepared.Outcome;
    }

    /// <summary>Aggregates vectors of doubles: the definition.</summary>
    /// <param name="inputs">The vectors, which are not changed.</param>
    /// <param name="f">How many of them may be bad.</param>
    /// <param name="extras">Further vectors, for rules that take some.</param>
    /// <exception cref="ArgumentException">The numbers are impossible, or a vector is missing or of another length.</exception>
    public (double[] Vector, AggregationOutcome Outcome) Aggregate(
        IReadOnlyList<double[]> inputs, int f, IReadOnlyDictionary<ExtraPoint, double[][]>? extras = null)
    {
        ArgumentNullException.ThrowIfNull(inputs);
        var (points, kept, stood) = Rows(inputs, f, extras);
        var (mixed, mixtures) = Mix(points, stood);
        var plan = rule.Plan(mixed, stood);
        var rows = ((RowPoints)mixed).Combine(plan.Mixtures);
        var (column, scratch) = (new double[rows.Length], new double[rows.Length]);
        var result = new double[points.Length];
        for (var i = 0; i < result.Length; i++)
        {
            for (var row = 0; row < rows.Length; row++)
            {
                column[row] = rows[row][i];
            }

            result[i] = plan.Column.Apply(column, scratch);
        }

        plan.Noise?.AddTo(0, result);

        return (result, Outcome(plan.Mixtures.Of(mixtures), kept, inputs.Count, stood));
    }

    /// <summary>Runs the pre-aggregators alone.</summary>
    /// <inheritdoc cref="Aggregate(IReadOnlyList{double[]}, int, IReadOnlyDictionary{ExtraPoint, double[][]}?)"/>
    public double[][] PreAggregate(IReadOnlyList<double[]> inputs, int f)
    {
        ArgumentNullException.ThrowIfNull(inputs);
        var (points, _, stood) = Rows(inputs, f, null);
        return [.. ((RowPoints)Mix(points, stood).Points).Rows.Select(row => row.ToArray())];
    }

    internal static AggregationOutcome Outcome(Mixtures mixtures, int[] kept, int inputs, int f)
    {
        var weights = new double[inputs];
        for (var row = 0; row < mixtures.Rows; row++)
        {
            for (var input = 0; input < kept.Length; input++)
            {
                weights[kept[input]] += mixtures[row][input] / (mixtures.Divisors[row] * mixtures.Rows);
            }
        }

        return new AggregationOutcome([.. Enumerable.Range(0, inputs).Except(kept)], f, [.. weights]);
    }

    private PreparedAggregate Prepare(AggregationInputs inputs, int f, bool assumeFinite, int threads, CancellationToken cancellation)
    {
        var options = new ParallelOptions { MaxDegreeOfParallelism = threads, CancellationToken = cancellation };
        var finite = Enumerable.Repeat(true, inputs.Updates.Count).ToArray();
        if (!assumeFinite)
        {
            var source = Source(inputs, Ranks.All(finite.Length));
            var isBad = new bool[finite.Length];
            TilePasses.Screen(source, isBad, options);
            finite = Array.ConvertAll(isBad, bad => !bad);
        }

        return Prepare(inputs, f, finite, threads, cancellation);
    }

    private PreparedAggregate Prepare(AggregationInputs inputs, int f, bool[] finite, int threads, CancellationToken cancellation)
    {
        var options = new ParallelOptions { MaxDegreeOfParallelism = threads, CancellationToken = cancellation };
        var kept = Kept(finite);
        Geometry? geometry = null;
        if (MeasuresFirst)
        {
            // Distances and the search for NaN in one pass.
            var source = Source(inputs, kept);
            var isBad = new bool[source.Points];
            geometry = new Geometry(source.Inputs, source.Points, TilePasses.Pairs<SquaredDifference>(source, Unmixed(source), false, isBad, options));
            if (Array.IndexOf(isBad, true, 0, source.Inputs) >= 0)
            {
                int[] good = [.. Ranks.All(source.Inputs).Where(input => !isBad[input])];
                kept = [.. good.Select(input => kept[input])];
                geometry = geometry.Without(isBad);
            }
        }

        var stood = Stood(kept.Length, finite.Length, f);
        var tiles = Source(inputs, kept);
        PointSet points = new TilePoints(tiles, new Lazy<Geometry>(() => geometry ?? Measure(tiles, options)), options);
        var (mixed, mixtures) = Mix(points, stood);
        var plan = rule.Plan(mixed, stood);
        var whole = plan.Mixtures.Of(mixtures);
        return new PreparedAggregate(tiles, whole, plan, Outcome(whole, kept, finite.Length, stood), kept, options);
    }

    private (PointSet Points, Mixtures Mixtures) Mix(PointSet points, int f)
    {
        var mixtures = Mixtures.Identity(points.Inputs, points.Points);
        foreach (var step in pre)
        {
            var next = step.Mix(points, f);
            (points, mixtures) = (points.Mix(next), next.Of(mixtures));
        }

        return (points, mixtures);
    }

    private (RowPoints Points, int[] Kept, int F) Rows(
        IReadOnlyList<double[]> inputs, int f, IReadOnlyDictionary<ExtraPoint, double[][]>? extras)
    {
        Lengths.Require(inputs, row => row.Length);
        var kept = Kept([.. inputs.Select(row => Array.TrueForAll(row, double.IsFinite))]);
        List<(ExtraPoint, double[][])> further = [];
        foreach (var (which, rows) in (extras ?? ImmutableDictionary<ExtraPoint, double[][]>.Empty).OrderBy(extra => extra.Key))
        {
            RequireExtra(which, rows.Length, rows.Length == 0 ? 0 : rows[0].Length, inputs.Count, inputs[0].Length);
            further.Add((which, which == ExtraPoint.History ? [.. kept.Select(row => rows[row])] : rows));
        }

        return (new RowPoints([.. kept.Select(row => inputs[row])], further), kept, Stood(kept.Length, inputs.Count, f));
    }

    private static TileSource Source(AggregationInputs inputs, int[] kept)
    {
        List<(ExtraPoint, IVectorTiles)> extras = [];
        foreach (var (which, tiles) in inputs.Extras.OrderBy(extra => extra.Key))
        {
            RequireExtra(which, tiles.Count, tiles.Length, inputs.Updates.Count, inputs.Updates.Length);
            extras.Add((which, tiles));
        }

        return new TileSource(inputs.Updates, kept, extras);
    }

    private static void RequireExtra(ExtraPoint which, int count, long length, int inputs, long elements)
    {
        var wanted = which == ExtraPoint.History ? inputs : 1;
        if (count != wanted || length != elements)
        {
            throw new ArgumentException(string.Create(
                CultureInfo.InvariantCulture,
                $"\"{which.ToString().ToLowerInvariant()}\" must be {wanted} of {elements} elements, like the inputs; it is {count} of {length}."));
        }
    }

    private static int[] Kept(bool[] finite)
    {
        int[] kept = [.. Ranks.All(finite.Length).Where(input => finite[input])];
        return kept.Length > 0 ? kept : throw new ArgumentException("Every input has a NaN or an infinity: there is nothing to aggregate.");
    }

    private static Mixtures Unmixed(TileSource source) => Mixtures.Identity(source.Inputs, source.Points);

    private static Geometry Measure(TileSource source, ParallelOptions options) =>
        new(source.Inputs, source.Points, TilePasses.Pairs<SquaredDifference>(source, Unmixed(source), false, null, options));

    /// <summary>
    /// The f that is stood. Dropped inputs were bad: where the rest is too small for all of f, they are taken off it, or else a few
    /// bad sites could stop every round by sending NaN.
    /// </summary>
    private int Stood(int kept, int inputs, int f)
    {
        var problem = Problem(kept, f);
        for (var less = f - 1; problem is not null && less >= 0 && less >= f - (inputs - kept); less--)
        {
            if (Problem(kept, less) is null)
            {
                return less;
            }
        }

        return problem is null ? f : throw new ArgumentException(problem);
    }
}
