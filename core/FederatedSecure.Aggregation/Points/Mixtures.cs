namespace FederatedSecure.Aggregation.Points;

/// <summary>
/// Linear combinations of points, one a row: y_r = (Σ_k w_rk x_k) / c_r.
/// </summary>
/// <remarks>Whole weights and a divisor apart: a mean of equal vectors is that vector, to the last bit.</remarks>
internal sealed class Mixtures
{
    private readonly double[] _weights;
    private readonly double[] _divisors;

    /// <summary>Rows of zeros with divisors 1.</summary>
    public Mixtures(int rows, int points)
    {
        (Rows, Points) = (rows, points);
        _weights = new double[rows * points];
        _divisors = new double[rows];
        Array.Fill(_divisors, 1);
    }

    /// <summary>Number of combinations.</summary>
    public int Rows { get; }

    /// <summary>Number of points that they combine: inputs, origin, further points.</summary>
    public int Points { get; }

    /// <summary>The weights of a row before division.</summary>
    public Span<double> this[int row] => _weights.AsSpan(row * Points, Points);

    /// <summary>The divisors of the rows.</summary>
    public Span<double> Divisors => _divisors;

    /// <summary>Each of some points as it is.</summary>
    public static Mixtures Select(int points, ReadOnlySpan<int> chosen)
    {
        var mixtures = new Mixtures(chosen.Length, points);
        for (var row = 0; row < chosen.Length; row++)
        {
            mixtures[row][chosen[row]] = 1;
        }

        return mixtures;
    }

    /// <summary>The first points as they are.</summary>
    public static Mixtures Identity(int rows, int points)
    {
        var mixtures = new Mixtures(rows, points) { IsIdentity = true };
        for (var row = 0; row < rows; row++)
        {
            mixtures[row][row] = 1;
        }

        return mixtures;
    }

    /// <summary>The mean of some points.</summary>
    public static Mixtures Mean(int points, ReadOnlySpan<int> chosen)
    {
        var mixtures = new Mixtures(1, points);
        mixtures.SetMean(0, chosen);
        return mixtures;
    }

    /// <summary>One combination.</summary>
    public static Mixtures Row(ReadOnlySpan<double> weights, double divisor = 1)
    {
        var mixtures = new Mixtures(1, weights.Length);
        weights.CopyTo(mixtures[0]);
        mixtures.Divisors[0] = divisor;
        return mixtures;
    }

    /// <summary>Makes a row the mean of some points.</summary>
    public void SetMean(int row, ReadOnlySpan<int> chosen)
    {
        foreach (var point in chosen)
        {
            this[row][point] += 1;
        }

        _divisors[row] = chosen.Length;
    }

    /// <summary>Whether these are the first points as they are.</summary>
    public bool IsIdentity { get; private init; }

    /// <summary>Mixtures of mixtures: these rows, whose inputs are the rows of <paramref name="inner"/>.</summary>
    public Mixtures Of(Mixtures inner)
    {
        if (inner.IsIdentity)
        {
            return this;
        }

        var result = new Mixtures(Rows, inner.Points);
        var innerInputs = inner.Points - (Points - inner.Rows);
        var common = inner.Divisors.IndexOfAnyExcept(inner.Divisors[0]) < 0 ? inner.Divisors[0] : 0;
        for (var row = 0; row < Rows; row++)
        {
            var weights = this[row];
            var target = result[row];
            for (var j = 0; j < inner.Rows; j++)
            {
                var weight = common != 0 ? weights[j] : weights[j] / inner.Divisors[j];
                if (weight != 0)
                {
                    var source = inner[j];
                    for (var k = 0; k < target.Length; k++)
                    {
                        target[k] += weight * source[k];
                    }
                }
            }

            // Origin and further points stand outside of the inner mixtures.
            for (var k = inner.Rows; k < Points; k++)
            {
                target[k - inner.Rows + innerInputs] += common != 0 ? weights[k] * common : weights[k];
            }

            result.Divisors[row] = common != 0 ? _divisors[row] * common : _divisors[row];
        }

        return result;
    }

    /// <summary>The only point that a row has a share of; −1 if there are several or none.</summary>
    public int OnlyPoint(int row)
    {
        var weights = this[row];
        var first = weights.IndexOfAnyExcept(0.0);
        return first >= 0 && weights[(first + 1)..].IndexOfAnyExcept(0.0) < 0 ? first : -1;
    }
}
