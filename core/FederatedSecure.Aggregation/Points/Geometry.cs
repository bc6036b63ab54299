namespace FederatedSecure.Aggregation.Points;

/// <summary>
/// All that most rules need to know about their inputs: the squared distances among them, the origin and some further points.
/// </summary>
/// <remarks>
/// Points are numbered: the inputs, then the origin, then the further points (a centre, a root update, …). Distances are
/// measured by subtraction, never as differences of norms or products, so that equal vectors lie at distance zero exactly and a
/// vector far out takes no digits from the others. For the same reason do not compute inner products of them: ask for
/// <see cref="PointSet.Products"/>.
/// </remarks>
internal sealed class Geometry
{
    private readonly double[] _squared;

    /// <param name="inputs">How many of the points are inputs; the origin follows them.</param>
    /// <param name="points">Number of points.</param>
    /// <param name="squared">Squared distances, row by row; symmetric, with zeros on the diagonal.</param>
    public Geometry(int inputs, int points, double[] squared)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(squared.Length, points * points);
        (Inputs, Points, _squared) = (inputs, points, squared);
    }

    /// <summary>How many of the points are inputs: the first ones.</summary>
    public int Inputs { get; }

    /// <summary>Number of points.</summary>
    public int Points { get; }

    /// <summary>The number of the zero vector.</summary>
    public int Origin => Inputs;

    /// <summary>‖x_i − x_j‖².</summary>
    public double Squared(int i, int j) => _squared[(i * Points) + j];

    /// <summary>‖x_i − x_j‖.</summary>
    public double Distance(int i, int j) => Math.Sqrt(Squared(i, j));

    /// <summary>‖x_i‖.</summary>
    public double Norm(int i) => Distance(i, Origin);

    /// <summary>Squared distances of all points from one.</summary>
    public ReadOnlySpan<double> SquaredFrom(int i) => _squared.AsSpan(i * Points, Points);

    /// <summary>The same without some inputs.</summary>
    public Geometry Without(bool[] isLeftOut)
    {
        int[] kept = [.. Enumerable.Range(0, Points).Where(point => !isLeftOut[point])];
        var squared = new double[kept.Length * kept.Length];
        for (var i = 0; i < kept.Length; i++)
        {
            for (var j = 0; j < kept.Length; j++)
            {
                squared[(i * kept.Length) + j] = Squared(kept[i], kept[j]);
            }
        }

        return new Geometry(Inputs - (Points - kept.Length), kept.Length, squared);
    }
}
