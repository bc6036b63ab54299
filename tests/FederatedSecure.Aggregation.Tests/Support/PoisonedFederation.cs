using System.Numerics.Tensors;
using FederatedSecure.Aggregation.Contamination;
using FederatedSecure.Aggregation.Pipeline;
using FederatedSecure.Aggregation.Points;
using FederatedSecure.Aggregation.PreAggregators;
using FederatedSecure.Aggregation.Reputation;
using FederatedSecure.Aggregation.Rules;
using FederatedSecure.Numerics;

namespace FederatedSecure.Aggregation.Tests.Support;

/// <summary>
/// A federation in encrypted mode, without the encryption: sites with label skew train softmax regression with momentum and clip, some
/// of them attack, and only means of random buckets are seen.
/// </summary>
internal sealed class PoisonedFederation
{
    public const int Sites = 60;

    private const int RecordsPerSite = 100;
    private const int BatchSize = 25;
    private const float Momentum = 0.9f;
    private const float LearningRate = 1f;
    private const float ClipNorm = 1f;

    private static readonly AggregationPipeline Rule =
        new(AggregationRules.Create("trimmed-mean", RuleParameters.None), [PreAggregations.Create("nnm", RuleParameters.None)]);

    private readonly PoisonedSettings _settings;
    private readonly IRandomSource _random;
    private readonly SkewedDigits _data;
    private readonly float[] _model = new float[SoftmaxRegression.Parameters];
    private readonly float[][] _momenta = [.. Enumerable.Range(0, Sites).Select(_ => new float[SoftmaxRegression.Parameters])];
    private readonly float[] _direction = new float[SoftmaxRegression.Parameters];
    private readonly double _smoothing;

    /// <param name="settings">The conditions.</param>
    /// <param name="smoothing">β of the direction.</param>
    public PoisonedFederation(PoisonedSettings settings, double smoothing)
    {
        (_settings, _random, _smoothing) = (settings, new SeededRandomSource(settings.Seed), smoothing);
        _data = SkewedDigits.Deal(Sites, RecordsPerSite, settings.Similarity, _random);
        int[] sites = [.. Enumerable.Range(0, Sites)];
        _random.Shuffle<int>(sites);
        AttackingSites = [.. sites.Take(settings.Attackers)];
    }

    public HashSet<int> AttackingSites { get; }

    /// <summary>How well the model does on records of all sites.</summary>
    public double Accuracy => SoftmaxRegression.Accuracy(_model, [.. _data.Sites.SelectMany(records => records)]);

    /// <summary>One round with the sites that take part.</summary>
    /// <returns>The members of each bucket, and the scores.</returns>
    public (int[][] Buckets, BucketScores Scores) Round(int[] cohort)
    {
        var updates = Updates(cohort);
        var buckets = Partition(cohort);
        float[][] means = [.. buckets.Select(bucket => Mean([.. bucket.Select(site => updates[site])]))];

        // An honest bucket's mean cannot be longer than the clip norm; one that is longer has no say, but is scored.
        float[][] accepted = [.. means.Where(mean => TensorPrimitives.Norm<float>(mean) <= ClipNorm * 1.0001)];
        var present = cohort.Count(AttackingSites.Contains);
        var f = Math.Min(new ContaminationLaw(cohort.Length, present, _settings.BucketSize).Quantile(0.999), (accepted.Length - 1) / 2);
        var aggregate = new float[SoftmaxRegression.Parameters];
        Rule.Aggregate(new AggregationInputs(new ArrayTiles(accepted)), f, aggregate);
        var scores = BucketScoring.Score([.. buckets.Select(bucket => bucket.Length)], new ArrayTiles(means), aggregate, _direction, _smoothing)!;
        for (var i = 0; i < _model.Length; i++)
        {
            _model[i] -= LearningRate * aggregate[i];
        }

        return (buckets, scores);
    }

    private float[][] Updates(int[] cohort)
    {
        var updates = new float[Sites][];
        Span<int> batch = stackalloc int[BatchSize];
        foreach (var honest in cohort)
        {
            foreach (ref var record in batch)
            {
                record = _data.Sites[honest][_random.NextInt32(RecordsPerSite)];
            }

            var gradient = SoftmaxRegression.Gradient(_model, batch);
            for (var i = 0; i < gradient.Length; i++)
            {
                _momenta[honest][i] = (Momentum * _momenta[honest][i]) + ((1 - Momentum) * gradient[i]);
            }

            updates[honest] = Clip(_momenta[honest]);
        }

        var poison = Poison.Of(_settings.Attack, [.. cohort.Where(site => !AttackingSites.Contains(site)).Select(site => updates[site])]);
        foreach (var attacker in cohort.Where(site => poison is not null && AttackingSites.Contains(site)))
        {
            updates[attacker] = poison!;
        }

        if (_settings.Loud && cohort.FirstOrDefault(AttackingSites.Contains, -1) is >= 0 and var site)
        {
            updates[site] = [.. updates[site].Select(value => 1e6f * value)];
        }

        return updates;
    }

    private static float[] Mean(float[][] vectors)
    {
        var sum = new float[vectors[0].Length];
        foreach (var vector in vectors)
        {
            TensorPrimitives.Add(sum, vector, sum);
        }

        TensorPrimitives.Divide(sum, vectors.Length, sum);
        return sum;
    }

    private static float[] Clip(float[] x)
    {
        var scale = Math.Min(1, ClipNorm / TensorPrimitives.Norm<float>(x));
        return [.. x.Select(value => value * scale)];
    }

    private int[][] Partition(int[] cohort) => [.. RandomBuckets.Draw(_random, cohort, _settings.BucketSize).Select(bucket => bucket.ToArray())];
}
