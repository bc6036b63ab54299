using FederatedSecure.Aggregation.Columns;

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
    public override Geometry Geometry => _geometry ??= new Geometry(Inputs, Points, ForAllPairs(SquaredDistance));

    /// <inheritdoc/>
    public override Gram Products(GramReference reference)
    {
        var c = new double[Length];
        if (reference == GramReference.Median)
        {
            var (column, scratch) = (new double[Inputs], new double[Inputs]);
            for (var k = 0; k < Length; k++)
            {
                for (var i = 0; i < Inputs; i++)
                {
                    column[i] = _inputs[i][k];
                }

                c[k] = MedianColumn.Instance.Apply(column, scratch);
            }
        }

        return new Gram(Inputs, Points, ForAllPairs((x, y) =>
        {
            var sum = 0.0;
            for (var k = 0; k < x.Length; k++)
            {
                sum += (x[k] - c[k]) * (y[k] - c[k]);
            }

            return sum;
        }));
    }

    /// <inheritdoc/>
    public override double[] SquaredDistancesFrom(Mixtures v)
    {
        var center = Combine(v)[0];
        return Array.ConvertAll(_inputs, row => SquaredDistance(row, center));
    }

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

    private double[] ForAllPairs(Func<double[], double[], double> of)
    {
        double[][] points = [.. _inputs, new double[Length], .. _further];
        var result = new double[points.Length * points.Length];
        for (var i = 0; i < points.Length; i++)
        {
            for (var j = 0; j <= i; j++)
            {
                result[(i * points.Length) + j] = result[(j * points.Length) + i] = of(points[i], points[j]);
            }
        }

        return result;
    }

    private static double SquaredDistance(double[] x, double[] y)
    {
        var sum = 0.0;
        for (var k = 0; k < x.Length; k++)
        {
            var difference = x[k] - y[k];
            sum += difference * difference;
        }

        return sum;
    }
}
