namespace FederatedSecure.Aggregation.Points;

/// <summary>
/// All that most rules need to know about their inputs: the squared distances among them, the origin and some further points.
/// </summary>
/// <remarks>
/// Points are numbered: the inputs, then the origin, then the further points (a centre, a root update, …). Distances are
/// measured by subtraction, never as differences of norms, so that equal vectors lie at distance zero exactly and vectors that
/// lie far out and close together keep their digits.
/// </remarks>
internal sealed class Geometry
{
    /// <summary>Where the product form has lost more than this share of its terms, pairs are computed one by one.</summary>
    private const double Cancelled = 1e-6;

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

    /// <summary>⟨x_i, x_j⟩.</summary>
    public double InnerProduct(int i, int j) => (Squared(i, Origin) + Squared(j, Origin) - Squared(i, j)) / 2;

    /// <summary>Squared distances of all points from one.</summary>
    public ReadOnlySpan<double> SquaredFrom(int i) => _squared.AsSpan(i * Points, Points);

    /// <summary>
    /// ‖Σ v_k x_k‖² for weights that add up to zero: −½ Σ_k Σ_l v_k v_l ‖x_k − x_l‖². Weights that are zero cost and lose nothing.
    /// </summary>
    public double SquaredLength(ReadOnlySpan<double> v)
    {
        var sum = 0.0;
        for (var k = 0; k < v.Length; k++)
        {
            if (v[k] == 0)
            {
                continue;
            }

            var row = SquaredFrom(k);
            var inner = 0.0;
            for (var l = 0; l < k; l++)
            {
                inner += v[l] * row[l];
            }

            sum -= v[k] * inner;
        }

        return Math.Max(0, sum);
    }

    /// <summary>The geometry of mixtures of the inputs; origin and further points stay.</summary>
    public Geometry Mix(Mixtures mixtures)
    {
        var points = mixtures.Rows + Points - Inputs;
        var weights = new double[points][];
        for (var i = 0; i < points; i++)
        {
            weights[i] = new double[Points];
            if (i < mixtures.Rows)
            {
                mixtures.AffineTo(i, Origin, weights[i]);
            }
            else
            {
                weights[i][i - mixtures.Rows + Inputs] = 1;
            }
        }

        return new Geometry(mixtures.Rows, points, Among(weights));
    }

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

    private double[] Among(double[][] weights)
    {
        // wᵀDw' for all pairs as a product of matrices; where a pair lies much closer together than its points are spread, the
        // difference of its weights tells more than the difference of products.
        var count = weights.Length;
        var products = Array.ConvertAll(weights, Times);
        var own = new double[count];
        for (var i = 0; i < count; i++)
        {
            own[i] = Dot(weights[i], products[i]);
        }

        var squared = new double[count * count];
        var difference = new double[Points];
        for (var i = 0; i < count; i++)
        {
            for (var j = 0; j < i; j++)
            {
                var cross = Dot(weights[i], products[j]);
                var distance = cross - ((own[i] + own[j]) / 2);
                if (!(distance > Cancelled * (Math.Abs(cross) + Math.Abs(own[i]) + Math.Abs(own[j]))))
                {
                    for (var k = 0; k < Points; k++)
                    {
                        difference[k] = weights[i][k] - weights[j][k];
                    }

                    distance = SquaredLength(difference);
                }

                squared[(i * count) + j] = squared[(j * count) + i] = distance;
            }
        }

        return squared;
    }

    private double[] Times(double[] w)
    {
        var product = new double[Points];
        for (var k = 0; k < Points; k++)
        {
            if (w[k] != 0)
            {
                var row = SquaredFrom(k);
                for (var l = 0; l < product.Length; l++)
                {
                    product[l] += w[k] * row[l];
                }
            }
        }

        return product;
    }

    private static double Dot(double[] a, double[] b)
    {
        var sum = 0.0;
        for (var k = 0; k < a.Length; k++)
        {
            sum += a[k] * b[k];
        }

        return sum;
    }
}
