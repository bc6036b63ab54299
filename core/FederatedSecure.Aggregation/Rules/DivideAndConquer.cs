using System.Globalization;
using FederatedSecure.Aggregation.Points;
using FederatedSecure.Aggregation.Spectra;
using FederatedSecure.Numerics;

namespace FederatedSecure.Aggregation.Rules;

/// <summary>
/// DnC: several times, b coordinates at random, the leading singular vector v of the inputs less their mean there, and away with
/// the ⌈c·f⌉ inputs with the largest ((x_i − μ)·v)²; the mean of those that were kept every time (Shejwalkar and Houmansadr,
/// "Manipulating the Byzantine", NDSS 2021, algorithm 2).
/// </summary>
/// <remarks>
/// Stands f &lt; n/2 of the published attacks on similar data; nothing is proven for data that differ from site to site. Whoever
/// knows the coordinates in advance can hide from them: give every round a seed of its own that no site knows. Where no input was
/// kept every time, the mean is of those kept most often.
/// </remarks>
/// <example>x = 0, 1, 3, 10 in one coordinate with f = 1: the mean is 3.5, 10 has the largest score, the result is 4/3.</example>
public sealed class DivideAndConquer : AggregationRule
{
    private const int MostIterations = 1_000;
    private readonly int _iterations;
    private readonly int _subsample;
    private readonly double _filter;
    private readonly ulong _seed;
    private readonly long[][]? _coordinates;

    private DivideAndConquer(RuleParameters parameters)
        : base("dnc", new RuleTraits(true, RuleNeeds.F | RuleNeeds.Inspection, Breakdown.Half, "iterations·(n²·b + n³)"))
    {
        _iterations = parameters.Whole("iterations", 1, MostIterations, 1);
        _subsample = parameters.Whole("subsample", 1, int.MaxValue, 10_000);
        _filter = parameters.Positive("filter", 1);
        _seed = (ulong)parameters.Whole("seed", 0, int.MaxValue, 0);
        _coordinates = Coordinates(parameters.Reals("coordinates"), _iterations);
    }

    internal static RuleEntry Entry { get; } = new(
        "dnc",
        "iterations [1], subsample [10000, at most all], filter [1], seed [0]; or coordinates (those of all iterations, one after the other)",
        parameters => new DivideAndConquer(parameters));

    internal override AggregationPlan Plan(PointSet points, int f)
    {
        var n = points.Inputs;
        var removed = (int)Math.Min(n - 1, Math.Ceiling(_filter * f));
        var keptTimes = new int[n];
        for (var iteration = 0; iteration < _iterations; iteration++)
        {
            var scores = SampledDirection.Scores(points.Elements(Sample(points.Length, iteration)));
            foreach (var input in Ranks.Lowest(scores, n - removed))
            {
                keptTimes[input]++;
            }
        }

        var most = keptTimes.Max();
        return AggregationPlan.Of(Mixtures.Mean(points.Points, [.. Ranks.All(n).Where(input => keptTimes[input] == most)]));
    }

    private static long[][]? Coordinates(double[]? given, int iterations)
    {
        if (given is null)
        {
            return null;
        }

        if (given.Length == 0 || given.Length % iterations != 0)
        {
            throw new ArgumentException($"coordinates must be as many for each of the {iterations} iterations; {given.Length} cannot be.");
        }

        return [.. given.Select(value => value >= 0 && value == Math.Floor(value) && value < long.MaxValue
            ? (long)value
            : throw new ArgumentException("coordinates must be whole numbers from 0.")).Chunk(given.Length / iterations)];
    }

    private long[] Sample(long length, int iteration)
    {
        if (_coordinates is { } given)
        {
            return Array.TrueForAll(given[iteration], coordinate => coordinate < length) ? given[iteration] : throw new ArgumentException(string.Create(
                CultureInfo.InvariantCulture, $"coordinates must be below {length}, the number of elements."));
        }

        if (_subsample >= length)
        {
            return [.. Enumerable.Range(0, (int)length).Select(k => (long)k)];
        }

        // Floyd's sampling without replacement: of 0 … k a random one, or k itself where that was drawn before.
        var random = new SeededRandomSource(_seed, (ulong)iteration);
        var drawn = new HashSet<long>(_subsample);
        for (var k = length - _subsample; k < length; k++)
        {
            if (!drawn.Add(Below(random, k + 1)))
            {
                drawn.Add(k);
            }
        }

        return [.. drawn.Order()];
    }

    /// <summary>A number below a bound that may exceed 2³¹; the bias of at most bound/2⁶⁴ does not matter here.</summary>
    private static long Below(SeededRandomSource random, long bound) => (long)Math.BigMul(random.NextUInt64(), (ulong)bound, out _);
}
