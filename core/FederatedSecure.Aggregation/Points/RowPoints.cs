namespace FederatedSecure.Aggregation.Points;

/// <summary>Vectors of doubles in memory: every formula computed as it is written. This defines what streaming must give.</summary>
internal sealed class RowPoints : PointSet
{
    private readonly double[][] _inputs;
    private readonly double[][] _further;
    private Geometry? _geometry;

    /// <param name="inputs">The inputs, finite and of one length.</param>
    /// <param name="extras">Further vectors.</param>
    public RowPoints(double[][] inputs, IReadOnlyList<(ExtraPoint Which, double[][] Rows)> extras)
        : this(inputs, [.. extras.SelectMany(extra => extra.Rows)], [.. extras.Select(extra => (extra.Which, extra.Rows.Length))])
    {
    }

    private RowPoints(double[][] inputs, double[][] further, IReadOnlyList<(ExtraPoint Which, int Count)> extras)
        : base(inputs.Length, inputs[0].Length, extras) => (_inputs, _further) = (inputs, further);

    /// <summary>The inputs.</summary>
    public IReadOnlyList<double[]> Rows => _inputs;

    /// <inheritdoc/>
    public override Geometry Geometry => _geometry ??= Measure();

    /// <inheritdoc/>
    public override SignCounts[] CountSigns() => [.. _inputs.Select(row => new SignCounts(
        row.LongCount(x => x > 0), row.LongCount(x => x < 0), row.LongCount(x => x == 0)))];

    /// <inheritdoc/>
    public override double[][] Elements(ReadOnlySpan<long> coordinates)
    {
        var chosen = coordinates.ToArray();
        return [.. _inputs.Select(row => Array.ConvertAll(chosen, coordinate => row[coordinate]))];
    }

    /// <inheritdoc/>
    public override PointSet Mix(Mixtures mixtures) => new RowPoints(Combine(mixtures), _further, Extras);

    /// <summary>The rows of some mixtures.</summary>
    public double[][] Combine(Mixtures mixtures)
    {
        var result = new double[mixtures.Rows][];
        for (var row = 0; row < result.Length; row++)
        {
            var weights = mixtures[row];
            var combined = new double[Length];
            for (var point = 0; point < weights.Length; point++)
            {
                if (weights[point] != 0 && point != Origin)
                {
                    var vector = point < Inputs ? _inputs[point] : _further[point - Inputs - 1];
                    for (var i = 0; i < combined.Length; i++)
                    {
                        combined[i] += weights[point] * vector[i];
                    }
                }
            }

            for (var i = 0; i < combined.Length; i++)
            {
                combined[i] /= mixtures.Divisors[row];
            }

            result[row] = combined;
        }

        return result;
    }

    /// <inheritdoc/>
    public override Directions Directions()
    {
        double[][] points = [.. _inputs, new double[Length], .. _further];
        var norms = Norms();
        return new Directions(norms, Measure([.. points.Select((row, i) => norms[i] == 0 ? row : Array.ConvertAll(row, x => x / norms[i]))]), isUnit: true);
    }

    private double[] Norms() => [.. Enumerable.Range(0, Points).Select(Geometry.Norm)];

    private Geometry Measure() => Measure([.. _inputs, new double[Length], .. _further]);

    private Geometry Measure(double[][] points)
    {
        var squared = new double[points.Length * points.Length];
        for (var i = 0; i < points.Length; i++)
        {
            for (var j = 0; j < i; j++)
            {
                var sum = 0.0;
                for (var k = 0; k < Length; k++)
                {
                    var difference = points[i][k] - points[j][k];
                    sum += difference * difference;
                }

                squared[(i * points.Length) + j] = squared[(j * points.Length) + i] = sum;
            }
        }

        return new Geometry(Inputs, points.Length, squared);
    }
}
