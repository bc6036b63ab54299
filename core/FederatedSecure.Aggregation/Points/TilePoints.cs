namespace FederatedSecure.Aggregation.Points;

/// <summary>
/// Vectors of floats that are read in tiles. Mixtures of them are never made before the result is: their distances follow from
/// those of the vectors themselves.
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
    public override Geometry Geometry => _geometry ??= IsPlain ? _base.Value : _base.Value.Mix(Mixtures);

    private bool IsPlain { get; init; } = true;

    /// <inheritdoc/>
    public override SignCounts[] CountSigns()
    {
        var (positive, negative) = (new long[Inputs], new long[Inputs]);
        TileMixer.ForEachStrip(Source, Mixtures, null, _options, (start, strip) =>
        {
            for (var row = 0; row < strip.Rows; row++)
            {
                var (above, below) = (0, 0);
                foreach (var value in strip.Values.Slice(row * Kernels.ColumnStrip.Width, Kernels.ColumnStrip.Width))
                {
                    above += value > 0 ? 1 : 0;
                    below += value < 0 ? 1 : 0;
                }

                Interlocked.Add(ref positive[row], above);
                Interlocked.Add(ref negative[row], below);
            }
        });
        return [.. positive.Select((count, row) => new SignCounts(count, negative[row], Length - count - negative[row]))];
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
    public override Directions Directions()
    {
        double[] norms = [.. Enumerable.Range(0, Points).Select(Geometry.Norm)];
        if (!IsPlain)
        {
            return new Directions(norms, Geometry);
        }

        var unit = UnitTiles.Of(Source, norms);
        return new Directions(norms, new Geometry(Inputs, Points, TilePasses.Distances(unit, new bool[Points], _options)), isUnit: true);
    }

    /// <inheritdoc/>
    public override PointSet Mix(Mixtures mixtures) => new TilePoints(Source, _base, _options, mixtures.Of(Mixtures)) { IsPlain = false };
}
