using System.Globalization;
using FederatedSecure.Aggregation.Points;
using FederatedSecure.Aggregation.Rules;
using FederatedSecure.Numerics;

namespace FederatedSecure.Aggregation.PreAggregators;

/// <summary>
/// Means of s inputs each, in a random order; the last bucket holds what is left and is averaged over that (Karimireddy, He, Jaggi,
/// "Byzantine-robust learning on heterogeneous datasets via bucketing", ICLR 2022).
/// </summary>
/// <remarks>
/// Makes honest inputs that differ more alike, at the price of fewer inputs of which as many are bad: f stays, n becomes ⌈n/s⌉.
/// The order must be one that no site knows beforehand.
/// </remarks>
/// <example>x = 1, 2, 6, 10, 100 with s = 2 and the order 4, 0, 1, 2, 3: 50.5, 4, 10.</example>
public sealed class Bucketing : PreAggregator
{
    private readonly int _size;
    private readonly int[]? _permutation;
    private readonly ulong _seed;

    private Bucketing(RuleParameters parameters)
        : base("bucketing", new RuleTraits(true, RuleNeeds.None, Breakdown.None, "n·d"))
    {
        _size = parameters.Whole("size", 1, int.MaxValue);
        _permutation = parameters.Reals("permutation") is { } given ? Permutation(given) : null;
        var hasSeed = parameters.Has("seed");
        if (hasSeed == (_permutation is not null))
        {
            throw new ArgumentException("\"bucketing\" takes either a permutation or a seed.");
        }

        _seed = hasSeed ? (ulong)parameters.Whole("seed", 0, int.MaxValue) : 0;
    }

    internal static PreAggregatorEntry Entry { get; } = new(
        "bucketing", "size, permutation (of 0 … n − 1) or seed", parameters => new Bucketing(parameters));

    /// <inheritdoc/>
    public override int Outputs(int n) => (int)(((long)n + _size - 1) / _size);

    /// <inheritdoc/>
    public override string? Problem(int n, int f) => _permutation is { } given && given.Length != n
        ? string.Create(CultureInfo.InvariantCulture, $"permutation has {given.Length} places for n = {n} inputs (those that are finite): give {n}.")
        : null;

    internal override Mixtures Mix(PointSet points, int f)
    {
        var order = _permutation ?? Shuffled(points.Inputs);
        var mixtures = new Mixtures(Outputs(points.Inputs), points.Points);
        for (var bucket = 0; bucket < mixtures.Rows; bucket++)
        {
            var first = bucket * _size;
            mixtures.SetMean(bucket, order.AsSpan(first, Math.Min(_size, order.Length - first)));
        }

        return mixtures;
    }

    private int[] Shuffled(int n)
    {
        var order = Ranks.All(n);
        new SeededRandomSource(_seed).Shuffle(order.AsSpan());
        return order;
    }

    private static int[] Permutation(double[] given)
    {
        var order = Array.ConvertAll(given, place => place >= 0 && place < given.Length && place == Math.Floor(place) ? (int)place : -1);
        return order.Distinct().Count() == order.Length && !order.Contains(-1)
            ? order
            : throw new ArgumentException("permutation must hold each of 0 … n − 1 once.");
    }
}
