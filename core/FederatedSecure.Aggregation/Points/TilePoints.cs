using FederatedSecure.Aggregation.Kernels;

namespace FederatedSecure.Aggregation.Points;

/// <summary>
/// Vectors of floats that are read in tiles. Mixtures of them are made tile by tile whenever one is needed, and never held.
/// </summary>
internal sealed class TilePoints : PointSet
{
    private readonly Lazy<Geometry> _base;
    private readonly ParallelOptions _options;
    private Geometry? _geometry;

    /// <param name="source">The vectors, all finite.</param>
    /// <param name="geometry">Their distances, when somebody asks.</param>
    /// <param name="options">Threads for further passes.</param>
    public TilePoints(TileSource source, Lazy<Geometry> geometry, ParallelOptions options)
        : this(source, geometry, options, Mixtures.Identity(source.Inputs, source.Points))
    {
    }

    private TilePoints(TileSource source, Lazy<Geometry> geometry, ParallelOptions options, Mixtures mixtures)
        : base(mixtures.Rows, source.Length, source.Extras) =>
        (Source, _base, _options, Mixtures) = (source, geometry, options, mixtures);

    /// <summary>What is read.</summary>
    public TileSource Source { get; }

    /// <summary>These inputs as mixtures of what is read.</summary>
    public Mixtures Mixtures { get; }

    /// <inheritdoc/>
    public override Geometry Geometry => _geometry ??= Mixtures.IsIdentity
        ? _base.Value
        : new Geometry(Inputs, Points, TilePasses.Pairs<SquaredDifference>(Source, Mixtures, false, null, _options));

    /// <inheritdoc/>
    public override Gram Products(GramReference reference) => new(
        Inputs, Points, TilePasses.Pairs<Product>(Source, Mixtures, reference == GramReference.Median, null, _options));

    /// <inheritdoc/>
    public override double[] SquaredDistancesFrom(Mixtures v) => TilePasses.SquaredDistances(Source, Mixtures, v, _options);

    /// <inheritdoc/>
    public override SignCounts[] CountSigns()
    {
        var counts = TilePasses.Signs(Source, Mixtures, _options);
        return [.. Enumerable.Range(0, Inputs).Select(row =>
        {
            var (positive, negative) = ((long)counts[row], (long)counts[Inputs + row]);
            return new SignCounts(positive, negative, Length - positive - negative);
        })];
    }

    /// <inheritdoc/>
    public override double[][] Elements(ReadOnlySpan<long> coordinates)
    {
        var raw = new double[Source.Points][];
        Span<float> one = stackalloc float[1];
        for (var point = 0; point < raw.Length; point++)
        {
            raw[point] = new double[coordinates.Length];
            for (var k = 0; k < coordinates.Length; k++)
            {
                Source.Read(point, coordinates[k], one);
                raw[point][k] = one[0];
            }
        }

        var result = new double[Inputs][];
        for (var row = 0; row < Inputs; row++)
        {
            result[row] = new double[coordinates.Length];
            var weights = Mixtures[row];
            for (var k = 0; k < coordinates.Length; k++)
            {
                var sum = 0.0;
                for (var point = 0; point < weights.Length; point++)
                {
                    sum = weights[point] == 0 ? sum : sum + (weights[point] * raw[point][k]);
                }

                result[row][k] = sum / Mixtures.Divisors[row];
            }
        }

        return result;
    }

    /// <inheritdoc/>
    public override PointSet Mix(Mixtures mixtures) => new TilePoints(Source, _base, _options, mixtures.Of(Mixtures));
}
