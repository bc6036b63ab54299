using System.Collections.Immutable;
using FederatedSecure.Aggregation.Points;

namespace FederatedSecure.Aggregation.Reputation;

/// <summary>
/// The two linear scores of every bucket of a round, from one pass over tiles of the bucket means y_b, the robust aggregate ĝ and
/// the direction v that earlier rounds left.
/// </summary>
/// <remarks>
/// <para>Alignment: s_b = |b|·⟨y_b, ĝ⟩/‖ĝ‖², the sum over the members of how far each goes along with the aggregate; an honest
/// site's is about 1. Spectral: s'_b = |b|·⟨y_b, v⟩/‖ĝ‖, the sum over the members of how far each goes along v, where v is the
/// direction that the buckets have most in common, for or against, followed over rounds: v ← (β·v ± (1 − β)·w)/‖…‖, w the top right
/// singular vector of the bucket means (each clipped to twice their median length), with the sign that agrees with v. Attackers who send the same make themselves that
/// direction. Centring the means first was measured to find fewer of them.</para>
/// <para>w = Σ u_b·y_b/σ needs the B × B matrix of inner products only, and so do all scores along the new v: the pass over
/// the tiles is the only one, and <see cref="DirectionStep"/> then turns v into the new one, tile by tile. Memory is O(B²).</para>
/// <para>Guaranteed: scores are linear in the updates where sites weigh the same in their bucket, so that a bucket's score is the sum
/// over its members. Where weights differ it is a weighted sum, and weights that sites claim are a lever: cap them or leave them out.
/// Not guaranteed: an attacker who keeps ⟨u, ĝ⟩ like an honest site's is not seen by alignment, only by the spectral score.</para>
/// <para>Not for several threads at once. Tiles in any order give the same scores up to rounding in double.</para>
/// </remarks>
public sealed class BucketScoring
{
    private const double LongestInMedians = 2;
    private const int TileLength = 4096;

    private readonly double[] _sizes;
    private readonly double[] _gram;
    private readonly double[] _alongAggregate;
    private readonly double[] _alongDirection;
    private double _aggregateSquared;
    private double _directionSquared;

    /// <param name="sizes">Number of members of each bucket that was opened, also of those that the rule did not accept.</param>
    /// <exception cref="ArgumentException">There is no bucket, or an empty one.</exception>
    public BucketScoring(ReadOnlySpan<int> sizes)
    {
        if (sizes.IsEmpty || sizes.ContainsAnyExceptInRange(1, int.MaxValue))
        {
            throw new ArgumentException("There must be buckets, each with a member.", nameof(sizes));
        }

        _sizes = new double[sizes.Length];
        for (var b = 0; b < sizes.Length; b++)
        {
            _sizes[b] = sizes[b];
        }

        _gram = new double[sizes.Length * sizes.Length];
        _alongAggregate = new double[sizes.Length];
        _alongDirection = new double[sizes.Length];
    }

    /// <summary>Scores a round, in two passes over the bucket means: one for the scores and one that moves v.</summary>
    /// <param name="sizes">Number of members of each bucket.</param>
    /// <param name="means">The bucket means, finite.</param>
    /// <param name="aggregate">The robust aggregate ĝ.</param>
    /// <param name="direction">v, which is moved on; zeros at first.</param>
    /// <param name="smoothing">β.</param>
    /// <returns>The scores; nothing, and v as it was, if ĝ is zero.</returns>
    /// <exception cref="ArgumentException">The numbers or lengths do not go together.</exception>
    public static BucketScores? Score(ReadOnlySpan<int> sizes, IVectorTiles means, ReadOnlySpan<float> aggregate, Span<float> direction, double smoothing)
    {
        if (means.Count != sizes.Length || means.Length != aggregate.Length || means.Length != direction.Length)
        {
            throw new ArgumentException($"{means.Count} bucket means of {means.Length} elements do not go with {sizes.Length} sizes, {aggregate.Length} and {direction.Length} elements.", nameof(means));
        }

        var scoring = new BucketScoring(sizes);
        var buffer = new float[sizes.Length * Math.Min(TileLength, aggregate.Length)];
        for (var start = 0; start < aggregate.Length; start += TileLength)
        {
            var length = Math.Min(TileLength, aggregate.Length - start);
            scoring.Add(Read(means, start, length, buffer), aggregate.Slice(start, length), direction.Slice(start, length));
        }

        var scores = scoring.Finish(smoothing);
        for (var start = 0; scores is not null && start < aggregate.Length; start += TileLength)
        {
            var length = Math.Min(TileLength, aggregate.Length - start);
            scores.Direction.Apply(Read(means, start, length, buffer), direction.Slice(start, length));
        }

        return scores;
    }

    /// <summary>Takes in a tile.</summary>
    /// <param name="means">The tile of each bucket mean, one after another, finite.</param>
    /// <param name="aggregate">The tile of the robust aggregate ĝ.</param>
    /// <param name="direction">The tile of v; empty if there is none yet.</param>
    /// <exception cref="ArgumentException">The lengths do not go together.</exception>
    public void Add(ReadOnlySpan<float> means, ReadOnlySpan<float> aggregate, ReadOnlySpan<float> direction)
    {
        var (buckets, length) = (_sizes.Length, aggregate.Length);
        if (means.Length != (long)buckets * length || (!direction.IsEmpty && direction.Length != length))
        {
            throw new ArgumentException($"A tile of {length} columns has {buckets} rows of that length and a direction of that length or none.");
        }

        _aggregateSquared += InnerProducts.Dot(aggregate, aggregate);
        _directionSquared += InnerProducts.Dot(direction, direction);
        for (var b = 0; b < buckets; b++)
        {
            var row = means.Slice(b * length, length);
            _alongAggregate[b] += InnerProducts.Dot(row, aggregate);
            _alongDirection[b] += direction.IsEmpty ? 0 : InnerProducts.Dot(row, direction);
            for (var c = 0; c <= b; c++)
            {
                _gram[(b * buckets) + c] += InnerProducts.Dot(row, means.Slice(c * length, length));
            }
        }
    }

    /// <summary>The scores, after all tiles.</summary>
    /// <param name="smoothing">β, from 0 (this round only) to below 1.</param>
    /// <returns>The scores, and the step that turns v into the new one; nothing if ĝ is zero, as no score is defined then.</returns>
    public BucketScores? Finish(double smoothing)
    {
        if (!(smoothing is >= 0 and < 1))
        {
            throw new ArgumentOutOfRangeException(nameof(smoothing), smoothing, "The smoothing must be from 0 to below 1.");
        }

        if (!(_aggregateSquared > 0) || !double.IsFinite(_aggregateSquared))
        {
            return null;
        }

        var step = Turn(smoothing);
        var norm = Math.Sqrt(_aggregateSquared);
        var alignment = ImmutableArray.CreateBuilder<double>(_sizes.Length);
        var spectral = ImmutableArray.CreateBuilder<double>(_sizes.Length);
        for (var b = 0; b < _sizes.Length; b++)
        {
            var along = step.Kept * _alongDirection[b];
            for (var c = 0; c < _sizes.Length; c++)
            {
                along += step.Factors[c] * Gram(b, c);
            }

            alignment.Add(_sizes[b] * _alongAggregate[b] / _aggregateSquared);
            spectral.Add(_sizes[b] * along / norm);
        }

        return new BucketScores(alignment.MoveToImmutable(), spectral.MoveToImmutable(), step);
    }

    private static ReadOnlySpan<float> Read(IVectorTiles means, int start, int length, float[] buffer)
    {
        for (var b = 0; b < means.Count; b++)
        {
            means.Read(b, start, buffer.AsSpan(b * length, length));
        }

        return buffer.AsSpan(0, means.Count * length);
    }

    private double Gram(int b, int c) => b >= c ? _gram[(b * _sizes.Length) + c] : _gram[(c * _sizes.Length) + b];

    /// <summary>v_new = kept·v + Σ factor_b·y_b.</summary>
    private DirectionStep Turn(double smoothing)
    {
        var buckets = _sizes.Length;
        var clip = Clip();
        var gram = new double[buckets * buckets];
        for (var i = 0; i < gram.Length; i++)
        {
            gram[i] = clip[i / buckets] * clip[i % buckets] * Gram(i / buckets, i % buckets);
        }

        // G·u = σ²·u makes Σ u_b·y_b a vector of length σ: the leading right singular vector, times σ.
        var squared = LeadingEigenvector.Of(gram, buckets, out var factors);
        if (!(squared > 0))
        {
            // Buckets that are all zero have no direction: v stays.
            return new DirectionStep(1, [.. new double[buckets]]);
        }

        var length = Math.Sqrt(squared);
        var withDirection = 0.0;
        for (var b = 0; b < buckets; b++)
        {
            factors[b] *= clip[b] / length;
            withDirection += factors[b] * _alongDirection[b];
        }

        var keep = _directionSquared > 0 ? smoothing : 0;
        var take = (withDirection < 0 ? -1 : 1) * (1 - keep);
        var total = Math.Sqrt((keep * keep * _directionSquared) + (take * take) + (2 * keep * take * withDirection));
        return new DirectionStep(keep / total, [.. factors.Select(factor => take * factor / total)]);
    }

    /// <summary>What makes each mean at most as long as twice the median of all: a single giant would be the direction by itself, and hide the others.</summary>
    private double[] Clip()
    {
        var lengths = new double[_sizes.Length];
        for (var b = 0; b < lengths.Length; b++)
        {
            lengths[b] = Math.Sqrt(Gram(b, b));
        }

        var longest = LongestInMedians * RobustZ.Median([.. lengths]);
        return [.. lengths.Select(length => length > longest ? longest / length : 1)];
    }
}
