namespace FederatedSecure.Aggregation.Tests.Support;

/// <summary>Covariances and their eigenvectors, element by element.</summary>
internal static class PlainSpectra
{
    /// <summary>All eigenvalues and eigenvectors (in columns) of a symmetric matrix by Jacobi's rotations.</summary>
    public static (double[] Values, double[,] Vectors) Eigen(double[,] matrix)
    {
        var n = matrix.GetLength(0);
        var (a, v) = ((double[,])matrix.Clone(), new double[n, n]);
        for (var i = 0; i < n; i++)
        {
            v[i, i] = 1;
        }

        for (var sweep = 0; sweep < 60; sweep++)
        {
            for (var p = 0; p < n; p++)
            {
                for (var q = p + 1; q < n; q++)
                {
                    if (a[p, q] == 0)
                    {
                        continue;
                    }

                    var angle = 0.5 * Math.Atan2(2 * a[p, q], a[q, q] - a[p, p]);
                    var (c, s) = (Math.Cos(angle), Math.Sin(angle));
                    for (var k = 0; k < n; k++)
                    {
                        (a[k, p], a[k, q]) = ((c * a[k, p]) - (s * a[k, q]), (s * a[k, p]) + (c * a[k, q]));
                    }

                    for (var k = 0; k < n; k++)
                    {
                        (a[p, k], a[q, k]) = ((c * a[p, k]) - (s * a[q, k]), (s * a[p, k]) + (c * a[q, k]));
                        (v[k, p], v[k, q]) = ((c * v[k, p]) - (s * v[k, q]), (s * v[k, p]) + (c * v[k, q]));
                    }
                }
            }
        }

        return ([.. Enumerable.Range(0, n).Select(i => a[i, i])], v);
    }

    /// <summary>Weighted mean, largest eigenvalue of the weighted covariance, its eigenvector.</summary>
    public static (double[] Mean, double Value, double[] Vector) Leading(double[][] x, double[] c)
    {
        var (length, total) = (x[0].Length, c.Sum());
        double[] mean = [.. Enumerable.Range(0, length).Select(k => x.Select((row, i) => c[i] * row[k]).Sum() / total)];
        var covariance = new double[length, length];
        for (var i = 0; i < x.Length; i++)
        {
            for (var k = 0; k < length; k++)
            {
                for (var l = 0; l < length; l++)
                {
                    covariance[k, l] += c[i] * (x[i][k] - mean[k]) * (x[i][l] - mean[l]) / total;
                }
            }
        }

        var (values, vectors) = Eigen(covariance);
        var top = Array.IndexOf(values, values.Max());
        return (mean, values[top], [.. Enumerable.Range(0, length).Select(k => vectors[k, top])]);
    }

    public static double Dot(double[] a, double[] b) => a.Zip(b, (x, y) => x * y).Sum();

    public static double[] Minus(double[] a, double[] b) => [.. a.Zip(b, (x, y) => x - y)];

    public static double Norm(double[] a) => Math.Sqrt(Dot(a, a));

    public static double[] MeanOf(IEnumerable<double[]> rows)
    {
        var list = rows.ToList();
        return [.. list[0].Select((_, k) => list.Average(row => row[k]))];
    }

    /// <summary>All ways to take some of n, in lexicographic order.</summary>
    public static IEnumerable<int[]> Subsets(int n, int size) => size == 0
        ? [[]]
        : Enumerable.Range(0, n).SelectMany(first => Subsets(n - first - 1, size - 1).Select(rest => (int[])[first, .. rest.Select(i => i + first + 1)]));

    public static void Close(double[] expected, double[] actual, double tolerance)
    {
        Assert.Equal(expected.Length, actual.Length);
        Assert.All(expected.Zip(actual), pair => Assert.InRange(pair.Second, pair.First - tolerance, pair.First + tolerance));
    }
}
