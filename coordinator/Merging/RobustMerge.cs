using System.Collections.Immutable;
using FederatedSecure.Aggregation.Pipeline;
using FederatedSecure.Aggregation.Planning;
using FederatedSecure.Aggregation.Points;
using FederatedSecure.Aggregation.Reputation;
using FederatedSecure.Rounds.Jobs;
using FederatedSecure.Rounds.Machine;

namespace FederatedSecure.Coordinator.Merging;

/// <summary>A robust rule with what comes before it.</summary>
internal sealed class RobustMerge : Merge
{
    private readonly JobSpec _job;
    private readonly long _length;
    private readonly AggregationPipeline _pipeline;
    private readonly ImmutableArray<MergeInput> _inputs;
    private readonly ImmutableArray<int> _kept;
    private readonly string[] _reasons;
    private readonly PreparedAggregate _prepared;
    private readonly Tolerance _tolerance;
    private readonly RoundMemory _before;
    private readonly int _firstVector;
    private readonly BucketScoring? _scoring;
    private float[] _tiles = [];
    private BucketScores? _scores;

    /// <summary>Decides what to make of the inputs. Reads all of them once or twice.</summary>
    /// <param name="job">The job.</param>
    /// <param name="length">Values of the model.</param>
    /// <param name="inputs">The inputs.</param>
    /// <param name="before">What was remembered.</param>
    /// <param name="firstVector">The number of the merge's first vector there.</param>
    /// <param name="cancellation">Ends it early.</param>
    /// <exception cref="ArgumentException">There are too few inputs for the rule.</exception>
    public RobustMerge(
        JobSpec job, long length, ImmutableArray<MergeInput> inputs, RoundMemory before, int firstVector, CancellationToken cancellation)
    {
        (_job, _length, _inputs, _before, _firstVector) = (job, length, inputs, before, firstVector);
        _pipeline = job.Aggregation.Pipeline()!;
        _reasons = [.. inputs.Select(input => job is { Encryption: { } encryption, Noise: null } ? BucketNorm.Problem(encryption, input, length, cancellation) : "")];
        _kept = [.. Enumerable.Range(0, inputs.Length).Where(input => _reasons[input].Length == 0)];
        if (_kept.IsEmpty)
        {
            throw new ArgumentException("every bucket was beyond the clip norm: nothing is left to aggregate");
        }

        var sites = inputs.Sum(input => input.Sites.Length);
        _tolerance = Tolerance.Of(_pipeline, sites, job.Aggregation.Attackers, job.Encryption?.BucketSize ?? 1);
        _prepared = _pipeline.Prepare(
            new AggregationInputs(new InputTiles([.. _kept.Select(input => inputs[input])], length))
            {
                Extras = Remembers ? ImmutableDictionary<ExtraPoint, IVectorTiles>.Empty.Add(ExtraPoint.Center, before.Tiles(firstVector))
                    : ImmutableDictionary<ExtraPoint, IVectorTiles>.Empty,
            },
            _tolerance.Among(_pipeline, inputs.Length, _kept.Length),
            Environment.ProcessorCount,
            cancellation);
        _scoring = job.Aggregation.Reputation ? new BucketScoring([.. inputs.Select(input => input.Sites.Length)]) : null;
    }

    /// <summary>The rule's own last result, and the direction along which sites are scored.</summary>
    public override int MemoryVectors => (Remembers ? 1 : 0) + (_scoring is null ? 0 : 1);

    public override MergeReport Report
    {
        get
        {
            var outcome = _prepared.Outcome;
            foreach (var dropped in outcome.Dropped)
            {
                _reasons[_kept[dropped]] = "has values that are not finite";
            }

            var shares = new double[_inputs.Length];
            for (var i = 0; i < _kept.Length; i++)
            {
                shares[_kept[i]] = outcome.Weights[i];
                if (outcome.Weights[i] == 0 && _reasons[_kept[i]].Length == 0)
                {
                    _reasons[_kept[i]] = $"left out by {Name}";
                }
            }

            return new MergeReport(
                Name,
                outcome.F,
                _tolerance.Expected,
                [.. _inputs.Select((input, index) => new InputVerdict(input.Sites, shares[index], _reasons[index]))])
            {
                Alignment = _scores?.Alignment ?? [],
                Spectral = _scores?.Spectral ?? [],
            };
        }
    }

    private bool Remembers => _pipeline.Rule.Traits.Extras.Contains(ExtraPoint.Center);

    private string Name => string.Join(" → ", [.. _pipeline.Pre.Select(step => step.Name), _pipeline.Rule.Name]);

    private int Direction => _firstVector + (Remembers ? 1 : 0);

    public override void Compute(long first, Memory<float> merged)
    {
        _prepared.Compute(first, merged);
        if (_scoring is not null)
        {
            var tiles = ReadTiles(first, merged.Length);
            var direction = _before.IsEmpty ? [] : ReadDirection(first, merged.Length);
            _scoring.Add(tiles, merged.Span, direction);
        }
    }

    public override void Remember(long first, ReadOnlySpan<float> merged, RoundMemory after, int vector)
    {
        if (Remembers)
        {
            after.Write(vector, first, merged);
        }
    }

    public override void Finish(RoundMemory after, int vector, CancellationToken cancellation)
    {
        if (_scoring is null)
        {
            return;
        }

        _scores = _scoring.Finish(new ReputationOptions().Smoothing);
        var size = (int)Math.Min(_length, TileWalk.LargestTile);
        for (long first = 0; first < _length; first += size)
        {
            cancellation.ThrowIfCancellationRequested();
            var length = (int)Math.Min(size, _length - first);
            var direction = _before.IsEmpty ? new float[length] : ReadDirection(first, length);
            _scores?.Direction.Apply(ReadTiles(first, length), direction);
            after.Write(vector + (Remembers ? 1 : 0), first, direction);
        }
    }

    private ReadOnlySpan<float> ReadTiles(long first, int length)
    {
        if (_tiles.Length < length * _inputs.Length)
        {
            _tiles = new float[length * _inputs.Length];
        }

        for (var input = 0; input < _inputs.Length; input++)
        {
            _inputs[input].Read(first, _tiles.AsSpan(input * length, length));
        }

        return _tiles.AsSpan(0, length * _inputs.Length);
    }

    private float[] ReadDirection(long first, int length)
    {
        var direction = new float[length];
        _before.Read(Direction, first, direction);
        return direction;
    }
}
